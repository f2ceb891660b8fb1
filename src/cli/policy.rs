//! What a project has decided about findings: what is ignored and why, what is denied, which store it is for.
//!
//! From `deckle.toml` beside the file that is checked, or the file of `--config`, and the command line, which wins. The
//! tables and keys are those of `book.toml`, so a book's own file serves as well.

use std::path::Path;

use super::args::CheckArguments;
use super::{Failure, disk, explain, input};
use crate::limits::Limits;
use crate::report::{Diagnostic, Sources};
use crate::source::{Settings, read_settings};

/// The file that is looked for beside what is checked.
const NAME: &str = "deckle.toml";

/// The settings for one path.
pub(super) fn of(
    path: &Path,
    arguments: &CheckArguments,
    given: Option<&Settings>,
) -> Result<Settings, Failure> {
    let beside = input::parent(path).join(NAME);
    let file = match given {
        Some(settings) => settings.clone(),
        None if beside.is_file() => read(&beside)?,
        None => Settings::default(),
    };
    let line = Settings {
        profile: arguments.profile.clone(),
        ignored_rules: ignored(&arguments.ignore)?,
        ..Settings::default()
    };
    Ok(line.over(file))
}

/// Reads a file of settings; a mistake in it is a failure, or a rule would be judged as nobody asked for.
pub(super) fn read(path: &Path) -> Result<Settings, Failure> {
    let data = disk::read(path, Limits::default())?;
    let text = String::from_utf8(data).map_err(|_| {
        Failure::new(format!("'{}' is not in UTF-8", path.display())).hint("save it as UTF-8")
    })?;
    let mut sources = Sources::default();
    let (settings, found) = read_settings(&mut sources, &path.display().to_string(), text);
    if let Some(mistake) = found.first() {
        return Err(mistaken(mistake, &sources));
    }
    for rule in settings.ignored_rules.keys() {
        explain::find(rule)?;
    }
    Ok(settings)
}

fn mistaken(mistake: &Diagnostic, sources: &Sources) -> Failure {
    let message = match sources.location(mistake.span) {
        Some(place) => format!(
            "{}:{}:{}: {}",
            place.path,
            place.line.unwrap_or(1),
            place.column.unwrap_or(1),
            mistake.message
        ),
        None => mistake.message.clone(),
    };
    let failure = Failure::new(message);
    match &mistake.hint {
        Some(hint) => failure.hint(hint.as_str()),
        None => failure,
    }
}

/// `RULE=REASON` pairs; a rule that does not exist or has no reason is refused.
fn ignored(pairs: &[String]) -> Result<std::collections::BTreeMap<String, String>, Failure> {
    let mut ignored = std::collections::BTreeMap::new();
    for pair in pairs {
        let (rule, reason) = pair.split_once('=').unwrap_or((pair, ""));
        if reason.trim().is_empty() {
            return Err(
                Failure::new(format!("'{rule}' is to be ignored without a reason"))
                    .hint(format!("say why: --ignore '{rule}=the reason'")),
            );
        }
        explain::find(rule)?;
        ignored.insert(rule.to_owned(), reason.to_owned());
    }
    Ok(ignored)
}
