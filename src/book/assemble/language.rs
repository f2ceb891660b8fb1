//! The language of a text from its script and its commonest words; silent where it is not sure.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::FixedState;

/// The commonest words of languages in Latin and Cyrillic letters, those that tell a language from its neighbours.
const WORDS: &[(&str, &str)] = &[
    (
        "en",
        "the of and to in that was his he it with is for as had you not be her on at by which have or from this him but all she they were my are me one their so an said them we who would been will no when there if more out up into do any your what has man could other than our some very time upon about may its only now",
    ),
    (
        "de",
        "der die und in zu den das nicht von sie ist des sich mit dem dass er es ein ich auf so eine auch als an nach wie im für man aber aus durch wenn nur war noch werden bei hat wir was wird sein einen welche sind oder zur um haben einer mir über ihm diese einem ihr uns da zum kann doch vor dieser mich ihn du hatte seine mehr am denn nun unter sehr selbst schon hier bis habe ihre dann ihnen seiner alle wieder meine",
    ),
    (
        "fr",
        "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la mais comme ou si leur y dont elle nous vous je son sa ses avec était tout cette d l qu n s c j avait fait être lui bien ces même aussi où sans deux leurs après",
    ),
    (
        "es",
        "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué sólo han yo hay vez puede todos así nos ni parte tiene él uno donde bien",
    ),
    (
        "it",
        "di e il la che in un a per è una sono con non del si da come le dei nel alla più gli della i al lo ma ha anche se o su dal delle era suo mi ci questo nella sua ed quando essere ne tutto così aveva perché io lui chi cui due molto quella poi dove sempre",
    ),
    (
        "pt",
        "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus quem nas me esse eles estão você tinha foram essa num nem suas meu às minha",
    ),
    (
        "nl",
        "de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of wat mijn men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want nog zal me zij nu ge geen omdat iets worden toch al waren veel meer doen toen moet ben zonder kan hun",
    ),
    (
        "sv",
        "och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när hade ska skulle eller hon efter vid du under också än nu mot bara här min ut upp där över mycket honom",
    ),
    (
        "da",
        "og i at det en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham hun nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind når være dog noget",
    ),
    (
        "nb",
        "og i det på som er en til å han av for at med var de ikke den har jeg om et men så seg hun hadde fra vi du kan da nå ut opp eller hva skal selv her alle vil ble kunne inn når være noe etter bare mot over",
    ),
    (
        "fi",
        "ja on ei että se hän oli mutta kun niin ovat jos vain kuin nyt myös minä sen joka mitä hänen sitä mikä en me te he ne tämä jo siitä siinä kanssa ole olen olla vaan sitten tai",
    ),
    (
        "pl",
        "i w na z się nie do to że jest o jak a po za od przez co tak ale dla czy był już było jego ich tylko jej tym może która który które go być ze są być mnie było przed bardzo kiedy",
    ),
    (
        "cs",
        "a se v na je že to s z do o i jako by si tak ale po pro jsem za k od které který jeho byl jen bylo když už už jak nebo která ve co jsou být tam při není než",
    ),
    (
        "sk",
        "a sa v na je že to s z do o i ako by si tak ale po pre som za k od ktoré ktorý jeho bol len bolo keď už alebo ktorá vo čo sú byť tam pri nie než",
    ),
    (
        "hu",
        "a az és hogy nem is egy ez meg csak de van volt mint ha már el ki még azt be vagy én le fel minden azért mert pedig majd most sem ami aki nagy",
    ),
    (
        "ro",
        "și de în a la cu că nu pe o un din se mai este care al ce fi am ca sau dar le pentru era lui ei îi ale sunt după fost îl prin cum",
    ),
    (
        "ca",
        "de la el i que en a les els per un una amb no del és al es va com més seva ha però si són o ni seu hi ho dels molt quan havia era aquest",
    ),
    (
        "tr",
        "bir ve bu da de için ne o ile gibi çok daha ama ben var mi her sen kadar değil olarak sonra biz şey en şu bana diye olan ki onu",
    ),
    (
        "vi",
        "và của là không có người được trong cho một những các với này đã khi đến cũng như ra ông thì tôi anh nó lại để về mà nhưng ở",
    ),
    (
        "id",
        "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada mereka sudah oleh adalah bisa kita dia aku atau seperti",
    ),
    (
        "la",
        "et in est non ad ut cum quod qui sed si quae ex sunt nec per a esse hoc ab quam enim autem aut etiam de atque eius quo",
    ),
    (
        "ru",
        "и в не на я что он с как а то это все она так его но ты к у же вы за бы по только ее мне было вот от меня о из ему когда даже ну ли если уже или ни быть был него до вас вам ведь там",
    ),
    (
        "uk",
        "і в не на що я з та він у як це до але його так за все від ти про й ще бо вони є був або коли вона мене тут вже її для було який",
    ),
    (
        "be",
        "і ў не на што я з ён як гэта да але яго так за усё ад ты пра яшчэ бо яны быў або калі яна мяне тут ужо яе для было які",
    ),
    (
        "bg",
        "и на да се не от за че си с ли е го но по като а това ми са ще във тя той беше който му до я те или",
    ),
    (
        "sr",
        "и у је да се на не од за су што као са он то а али би сам га тако био из из по који ми ја",
    ),
];

/// How much of a text is looked at, in words.
pub(super) const ENOUGH: usize = 20_000;

/// The language of the words; `None` where the evidence is weak.
pub(super) fn of(text: &str) -> Option<&'static str> {
    let scripts = Scripts::of(text);
    if scripts.letters < 40 {
        return None;
    }
    let share = |wanted: Script| scripts.share(wanted);
    if share(Script::Kana) >= 5 && share(Script::Kana) + share(Script::Han) >= 50 {
        return Some("ja");
    }
    if share(Script::Han) >= 50 {
        return Some("zh");
    }
    let alone = [
        (Script::Hangul, "ko"),
        (Script::Hebrew, "he"),
        (Script::Greek, "el"),
        (Script::Devanagari, "hi"),
        (Script::Bengali, "bn"),
        (Script::Tamil, "ta"),
        (Script::Telugu, "te"),
        (Script::Thai, "th"),
        (Script::Georgian, "ka"),
        (Script::Armenian, "hy"),
    ];
    if let Some((_, language)) = alone.iter().find(|(script, _)| share(*script) >= 50) {
        return Some(language);
    }
    if share(Script::Arabic) >= 50 {
        let letters = scripts.arabic;
        // Persian and Urdu have letters that Arabic has not.
        let persian = text
            .chars()
            .filter(|c| matches!(c, 'پ' | 'چ' | 'ژ' | 'گ'))
            .count();
        let urdu = text
            .chars()
            .filter(|c| matches!(c, 'ٹ' | 'ڈ' | 'ڑ' | 'ے'))
            .count();
        return Some(if urdu * 100 > letters {
            "ur"
        } else if persian * 100 > letters {
            "fa"
        } else {
            "ar"
        });
    }
    by_words(text, share(Script::Cyrillic) >= 50)
}

/// The scripts of a text, in words: a book on programming in Chinese has more Latin letters than Chinese ones, and fewer
/// words. A sign of a script without spaces counts as one.
#[derive(Default)]
struct Scripts {
    /// By the script's place in its list.
    counts: [usize; SCRIPTS],
    words: usize,
    letters: usize,
    arabic: usize,
}

impl Scripts {
    fn of(text: &str) -> Scripts {
        let mut found = Scripts::default();
        let mut in_word = false;
        for c in text.chars() {
            if !c.is_alphabetic() {
                // Marks above and below letters are inside words.
                in_word &= !c.is_ascii() && !c.is_whitespace();
                continue;
            }
            found.letters += 1;
            let script = script(c);
            found.arabic += usize::from(script == Some(Script::Arabic));
            let stands_alone = matches!(script, Some(Script::Han | Script::Kana | Script::Thai));
            if stands_alone || !in_word {
                found.words += 1;
                if let Some(count) = script.and_then(|at| found.counts.get_mut(at as usize)) {
                    *count += 1;
                }
            }
            in_word = !stands_alone;
        }
        found
    }

    /// The part of the words that is in a script, in hundredths.
    fn share(&self, script: Script) -> usize {
        let count = self.counts.get(script as usize).copied();
        count.unwrap_or(0) * 100 / self.words.max(1)
    }
}

/// `is_cyrillic`: most words are, and those in Latin letters are names and terms.
fn by_words(text: &str, is_cyrillic: bool) -> Option<&'static str> {
    // In which languages a word is common, and whether it was met.
    let mut languages: HashMap<&str, (u32, bool), FixedState> =
        HashMap::with_capacity_and_hasher(4096, FixedState::default());
    for (bit, (_, words)) in WORDS.iter().enumerate() {
        for word in words.split(' ') {
            languages.entry(word).or_default().0 |= 1 << bit;
        }
    }
    let mut hits = vec![0_usize; WORDS.len()];
    let mut different = vec![0_usize; WORDS.len()];
    let mut total = 0_usize;
    for word in text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .filter(|word| {
            !is_cyrillic || word.chars().next().and_then(script) == Some(Script::Cyrillic)
        })
        .take(ENOUGH)
    {
        total += 1;
        let lower = match word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            true => Cow::Borrowed(word),
            false => Cow::Owned(word.to_lowercase()),
        };
        if let Some((mask, is_met)) = languages.get_mut(lower.as_ref()) {
            // A single letter may be the name of anything.
            let is_new = !std::mem::replace(is_met, true) && lower.chars().nth(1).is_some();
            for (bit, (hit, different)) in hits.iter_mut().zip(&mut different).enumerate() {
                let is_hit = *mask & 1 << bit != 0;
                *hit += usize::from(is_hit);
                *different += usize::from(is_hit && is_new);
            }
        }
    }
    let mut ranked: Vec<(usize, usize, &'static str)> = hits
        .into_iter()
        .zip(different)
        .zip(WORDS)
        .map(|((hits, different), (code, _))| (hits, different, *code))
        .collect();
    ranked.sort_by_key(|(hits, ..)| std::cmp::Reverse(*hits));
    let [(best, different, language), (second, ..), ..] = ranked.as_slice() else {
        return None;
    };
    // One word in six must be one of the commonest, and clearly more than in any other language.
    let is_clear = best * 6 >= total && best * 10 >= second * 11;
    (total >= 20 && *different >= 4 && is_clear).then_some(*language)
}

/// How many scripts are told apart.
const SCRIPTS: usize = Script::Cyrillic as usize + 1;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Han,
    Kana,
    Hangul,
    Arabic,
    Hebrew,
    Greek,
    Devanagari,
    Bengali,
    Tamil,
    Telugu,
    Thai,
    Georgian,
    Armenian,
    Cyrillic,
}

fn script(c: char) -> Option<Script> {
    if c < '\u{370}' {
        return None;
    }
    Some(match u32::from(c) {
        0x3040..=0x30ff => Script::Kana,
        0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x323af => Script::Han,
        0x1100..=0x11ff | 0xac00..=0xd7af => Script::Hangul,
        0x0600..=0x06ff | 0x0750..=0x077f | 0xfb50..=0xfdff | 0xfe70..=0xfeff => Script::Arabic,
        0x0590..=0x05ff => Script::Hebrew,
        0x0370..=0x03ff | 0x1f00..=0x1fff => Script::Greek,
        0x0900..=0x097f => Script::Devanagari,
        0x0980..=0x09ff => Script::Bengali,
        0x0b80..=0x0bff => Script::Tamil,
        0x0c00..=0x0c7f => Script::Telugu,
        0x0e00..=0x0e7f => Script::Thai,
        0x10a0..=0x10ff => Script::Georgian,
        0x0530..=0x058f => Script::Armenian,
        0x0400..=0x052f => Script::Cyrillic,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn languages_are_known_by_their_words() {
        for (text, language) in [
            (
                "It was the last week of the season, and there was nobody in the house but the cook, who had been told that she could go when the boats were in and the shutters were closed",
                Some("en"),
            ),
            (
                "T see a and x and y and z, a b c d s t l n, a s d l a s d",
                None,
            ),
            (
                "Als der Fährmann an diesem Abend über den Fluss kam, war das Licht in der Hütte schon aus, und er wusste nicht, ob er sich an den Tisch setzen oder auf dem Boot bleiben sollte",
                Some("de"),
            ),
            (
                "Quand le bateau est rentré dans le port, il n’y avait plus personne sur le quai. Les femmes étaient parties avec les enfants, et je ne savais pas si elles reviendraient avant la nuit",
                Some("fr"),
            ),
            (
                "Cuando el barco llegó al puerto ya no había nadie en el muelle; las mujeres se habían ido con los niños, y yo no sabía si iban a volver antes de la noche, porque el viento era muy fuerte y la lluvia no había parado en todo el día, de modo que me senté a esperar en la puerta de la casa",
                Some("es"),
            ),
            (
                "Quando la barca arrivò nel porto non c’era più nessuno sul molo; le donne erano andate via con i bambini, e io non sapevo se sarebbero tornate prima della notte, perché il vento era forte",
                Some("it"),
            ),
            (
                "Когда лодка вошла в гавань, на берегу уже никого не было. Женщины ушли домой с детьми, и он не знал, что ему делать, потому что ветер был так силён, как никогда",
                Some("ru"),
            ),
            (
                "船が港に着いたとき、もう誰もいなかった。女たちは子供を連れて家に帰り、私は夜になる前に戻って来るのかどうか分からなかった",
                Some("ja"),
            ),
            (
                "船到港口的时候，岸上已经没有人了。女人们带着孩子回家去了，我不知道她们天黑以前会不会回来，因为风很大，雨也下了一整天",
                Some("zh"),
            ),
            (
                "使用 Cargo 的 build 命令编译 hello_world 项目时，Rust compiler 会在 target debug 目录中生成可执行文件，参见 Cargo.toml 与 main.rs 的说明。",
                Some("zh"),
            ),
            (
                "Команда cargo build собирает проект hello world, а если он уже был собран, то compiler не делает ничего: это всё, что нужно знать о target debug и release profile. Но когда вы его меняете, он соберёт только то, что было изменено вами.",
                Some("ru"),
            ),
            (
                "در این کتاب، زبان برنامه‌نویسی Rust و ابزار cargo build را یاد می‌گیریم و چگونگی نوشتن برنامه‌های سریع با compiler را می‌بینیم. گاهی پیچیده است.",
                Some("fa"),
            ),
            (
                "The word 道 is one of the oldest in the language, and 德 is not far from it, as you will see when we come to the book that has both of them in its title, 道德經.",
                Some("en"),
            ),
            (
                "Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt labore magna aliqua veniam quis nostrud",
                None,
            ),
            ("Hello", None),
        ] {
            assert_eq!(of(text), language, "{text}");
        }
    }
}
