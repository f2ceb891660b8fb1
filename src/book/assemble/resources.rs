//! Pictures and other files that come along: found, known by their bytes, kept once however often they are used.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use super::links::Places;
use super::paths::{climb, decode, folder, leads_out, reference, scheme};
use super::{Loader, OUTSIDE_HINT, Refusal, rules};
use crate::book::{Resource, ResourceId};
use crate::epub::MediaType;
use crate::limits::LIMITS_HINT;
use crate::report::{Rule, nearest};

/// The files of a book so far.
pub(super) struct Resources<'a> {
    loader: Loader<'a>,
    pub(super) resources: Vec<Resource>,
    by_path: HashMap<String, Option<ResourceId>>,
    /// By a hash of the bytes; equality is looked at.
    by_content: HashMap<u64, Vec<ResourceId>>,
    list: OnceLock<Vec<String>>,
    /// Whether a picture is found by its name alone, where one file only has it.
    finds_by_name: bool,
}

/// What became of a picture's path.
pub(super) enum Found {
    /// It is there.
    Picture(ResourceId),
    /// It is there under a name with other capitals.
    Case { id: ResourceId, name: String },
    /// It lies at this address.
    Remote(String),
    /// It cannot be had.
    Wrong {
        rule: &'static Rule,
        message: String,
        hint: String,
    },
}

impl<'a> Resources<'a> {
    pub(super) fn new(loader: Loader<'a>, finds_by_name: bool) -> Resources<'a> {
        Resources {
            loader,
            resources: Vec::new(),
            by_path: HashMap::new(),
            by_content: HashMap::new(),
            list: OnceLock::new(),
            finds_by_name,
        }
    }

    /// The bytes of a file at a path from the root, kept nowhere.
    pub(super) fn read(&self, path: &str) -> Result<Arc<[u8]>, Refusal> {
        (self.loader.read)(path)
    }

    /// All files of the input, sorted.
    pub(super) fn list(&self) -> &[String] {
        self.list.get_or_init(|| (self.loader.list)())
    }

    /// The picture that a document at `here` calls `written`.
    pub(super) fn picture(&mut self, here: &str, written: &str, places: &Places) -> Found {
        let written = written.trim();
        if written.is_empty() {
            let message = "the picture has no path".to_string();
            return Found::Wrong {
                rule: &rules::PICTURE_MISSING,
                message,
                hint: "name the file".into(),
            };
        }
        if let Some(scheme) = scheme(written) {
            return match scheme.to_ascii_lowercase().as_str() {
                "data" => self.embedded(written),
                "http" | "https" => Found::Remote(written.to_string()),
                _ => wrong(
                    &rules::PICTURE_MISSING,
                    format!("the picture '{written}' cannot be reached"),
                    "put it into the book's folder",
                ),
            };
        }
        if written.starts_with("//") {
            return Found::Remote(format!("https:{written}"));
        }
        let reference = reference(written);
        let mut candidates = places.candidates(here, &reference.path);
        if reference.raw != reference.path {
            candidates.extend(places.candidates(here, &reference.raw));
        }
        if written.contains(['#', '?']) {
            candidates.extend(places.candidates(here, &decode(&written.replace('\\', "/"))));
        }
        for path in &candidates {
            match self.load(path) {
                Ok(id) => return Found::Picture(id),
                Err(Refusal::Missing) => {}
                Err(Refusal::Outside) => return outside(written),
                Err(Refusal::TooLarge(limit)) => {
                    let message = format!(
                        "the picture '{written}' is larger than the limit of {limit} bytes"
                    );
                    return wrong(&rules::PICTURE_UNREADABLE, message, LIMITS_HINT);
                }
                Err(Refusal::Unreadable(reason)) => {
                    let message = format!("the picture '{written}' cannot be used: {reason}");
                    return wrong(
                        &rules::PICTURE_UNREADABLE,
                        message,
                        "use a PNG, JPEG, GIF, SVG or WebP file",
                    );
                }
            }
        }
        // Above the root only where the files allow it, and after all that may be meant below it.
        let above = climb(folder(here), &reference.path);
        let leads_out = !reference.path.starts_with('/') && leads_out(&above);
        if leads_out && let Ok(id) = self.load(&above) {
            Found::Picture(id)
        } else if candidates.is_empty() || leads_out {
            outside(written)
        } else {
            self.missing(written, &candidates)
        }
    }

    /// The font that a style sheet at `here` calls `written`.
    pub(super) fn font(&mut self, here: &str, written: &str, places: &Places) -> Found {
        if scheme(written).is_some() || written.starts_with("//") {
            return Found::Remote(written.to_string());
        }
        let mut reason = Refusal::Missing;
        for path in places.candidates(here, &reference(written).path) {
            match self.load_font(&path) {
                Ok(id) => return Found::Picture(id),
                Err(Refusal::Missing) => {}
                Err(refusal) => reason = refusal,
            }
        }
        let message = format!("the font '{written}' cannot be used: {}", reason.reason());
        let hint = "correct the address, or give a TrueType, OpenType, WOFF or WOFF2 file there";
        wrong(&rules::FONT_MISSING, message, hint)
    }

    fn load_font(&mut self, path: &str) -> Result<ResourceId, Refusal> {
        if let Some(Some(id)) = self.by_path.get(path) {
            return Ok(*id);
        }
        let data = self.read(path)?;
        let media_type = match MediaType::sniff(&data) {
            Some(found) if found.is_font() => found,
            _ => return Err(Refusal::Unreadable("it is no font".to_string())),
        };
        let id = self.keep(path, media_type, data);
        self.by_path.insert(path.to_string(), Some(id));
        Ok(id)
    }

    /// A path that names no file: perhaps but for its capitals.
    fn missing(&mut self, written: &str, candidates: &[String]) -> Found {
        let folded = |name: &String| {
            candidates
                .iter()
                .any(|path| path.to_lowercase() == name.to_lowercase())
        };
        let mut same = self.list().iter().filter(|name| folded(name));
        if let (Some(name), None) = (same.next().cloned(), same.next())
            && let Ok(id) = self.load(&name)
        {
            return Found::Case { id, name };
        }
        let file = |path: &str| path.rsplit('/').next().unwrap_or("").to_lowercase();
        let first = candidates.first().map_or("", String::as_str);
        let pictures = || {
            self.list()
                .iter()
                .map(String::as_str)
                .filter(|name| is_picture_name(name))
        };
        let mut equal = pictures().filter(|name| file(name) == file(first));
        let moved = equal.next();
        let only = moved.filter(|_| equal.next().is_none()).map(str::to_owned);
        let hint = match moved.or_else(|| nearest(first, pictures())) {
            Some(name) => format!("did you mean '{name}'?"),
            None => "correct the path, or add the file".to_string(),
        };
        // Collections of notes name their pictures without the folder.
        if self.finds_by_name
            && let Some(name) = only
            && let Ok(id) = self.load(&name)
        {
            return Found::Picture(id);
        }
        wrong(
            &rules::PICTURE_MISSING,
            format!("there is no picture '{written}'"),
            &hint,
        )
    }

    /// The picture at a path from the root, if there is one: for links to it.
    pub(super) fn picture_at(&mut self, path: &str) -> Option<ResourceId> {
        is_picture_name(path)
            .then(|| self.load(path).ok())
            .flatten()
    }

    /// The file at a path from the root.
    pub(super) fn load(&mut self, path: &str) -> Result<ResourceId, Refusal> {
        if let Some(known) = self.by_path.get(path) {
            return known.ok_or(Refusal::Missing);
        }
        let data = match self.read(path) {
            Ok(data) => data,
            Err(Refusal::Missing) => {
                self.by_path.insert(path.to_string(), None);
                return Err(Refusal::Missing);
            }
            Err(refusal) => return Err(refusal),
        };
        let id = self.add(path, data)?;
        self.by_path.insert(path.to_string(), Some(id));
        Ok(id)
    }

    fn add(&mut self, path: &str, data: Arc<[u8]>) -> Result<ResourceId, Refusal> {
        let Some(media_type) = MediaType::sniff(&data).filter(|found| found.is_picture()) else {
            if data.is_empty() {
                return Err(Refusal::Unreadable("the file is empty".to_string()));
            }
            let seems = MediaType::sniff(&data).map_or("bytes of an unknown kind", MediaType::name);
            return Err(Refusal::Unreadable(format!("it is no picture but {seems}")));
        };
        Ok(self.keep(path, media_type, data))
    }

    /// The file among those of the book: once, however often it is there.
    fn keep(&mut self, path: &str, media_type: MediaType, data: Arc<[u8]>) -> ResourceId {
        let mut hasher = DefaultHasher::new();
        data.hash(&mut hasher);
        let same = self.by_content.entry(hasher.finish()).or_default();
        if let Some(id) = same.iter().copied().find(|id| {
            self.resources
                .get(*id)
                .is_some_and(|known| known.data == data)
        }) {
            return id;
        }
        let id = self.resources.len();
        same.push(id);
        self.resources.push(Resource {
            path: path.to_string(),
            media_type,
            data,
        });
        id
    }

    /// A picture written into the text itself.
    fn embedded(&mut self, written: &str) -> Found {
        let data = written.split_once(',').and_then(|(head, body)| {
            // Some programs put spaces into it: `data: image/png; base64,`.
            if head.trim_end().ends_with("base64") {
                base64(body)
            } else {
                Some(decode(body).into_bytes())
            }
        });
        let number = self.resources.len() + 1;
        let found = data.ok_or(Refusal::Missing).and_then(|data| {
            let extension = MediaType::sniff(&data).map_or("bin", MediaType::extension);
            self.add(&format!("embedded-{number}.{extension}"), data.into())
        });
        match found {
            Ok(id) => Found::Picture(id),
            Err(_) => {
                let message =
                    "the picture written into the text ('data:') cannot be read".to_string();
                wrong(
                    &rules::PICTURE_UNREADABLE,
                    message,
                    "put it into a file of its own",
                )
            }
        }
    }
}

fn wrong(rule: &'static Rule, message: String, hint: &str) -> Found {
    Found::Wrong {
        rule,
        message,
        hint: hint.to_string(),
    }
}

fn outside(written: &str) -> Found {
    let message = format!("the picture '{written}' lies outside the book's folder");
    wrong(&rules::PICTURE_MISSING, message, OUTSIDE_HINT)
}

fn is_picture_name(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    MediaType::from_extension(extension).is_some_and(MediaType::is_picture)
}

/// The bytes that Base64 stands for; `None` where it holds anything else. White space is allowed.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut bits: u32 = 0;
    let mut count = 0;
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            b if b.is_ascii_whitespace() => continue,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).unwrap_or(0));
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_decoded() {
        assert_eq!(base64("aGVsbG8=").as_deref(), Some(b"hello".as_slice()));
        assert_eq!(base64("aGVs\nbG8h").as_deref(), Some(b"hello!".as_slice()));
        assert_eq!(base64("a*b"), None);
    }
}
