//! Publications as one text: what a fixture of the checker holds, and the archive it makes.
//!
//! Lines before the first `=== ` say `base: NAME` (one of `tests/check/publication/`, `good` where none is said),
//! `profile: NAME`, `accessibility: yes`, `file: NAME` (what the archive is called), or are remarks (`# …`). Then files, each after its line:
//!
//! - `=== PATH` and the whole text; a path that ends in `/` is a folder, a space in a path is written `%20`;
//! - `=== PATH edit`: groups of `-` and `+` lines, an empty line between two where need be; the text of the `-` lines stands once in the base and makes room for the `+` lines;
//! - `=== PATH gone`; `=== PATH hex`: bytes, or letters after `'`; `=== PATH utf-16` or `latin-1`: the text in that encoding;
//! - `=== PATH png 4x3` (`jpeg`, `gif`): a picture of that size; `=== PATH padded N`: the text, then spaces up to N bytes;
//! - `=== zip`: how the archive is built, a line each, see [`Archive`].

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageFormat};

use crate::cases::{hex, root};

/// A publication and how to check it.
#[derive(Clone, Default)]
pub(crate) struct Publication {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) profile: Option<String>,
    pub(crate) accessibility: bool,
    pub(crate) file_name: Option<String>,
    archive: Vec<String>,
}

impl Publication {
    /// The publication of a fixture; `base` is what it is laid over where it does not say.
    pub(crate) fn read(path: &Path, base: Option<&str>) -> Publication {
        let text = fs::read_to_string(path).unwrap();
        let mut parts = format!("\n{text}")
            .split("\n=== ")
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .into_iter();
        let head = parts.next().unwrap_or_default();
        let settings: BTreeMap<&str, &str> = head
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
            .map(|line| {
                line.split_once(": ")
                    .unwrap_or_else(|| panic!("{path:?}: {line}"))
            })
            .collect();
        let mut publication = match settings.get("base").copied().or(base) {
            Some(base) => Publication::good(base),
            None => Publication::default(),
        };
        for (key, value) in settings {
            let value = value.to_owned();
            match key {
                "base" => {}
                "profile" => publication.profile = Some(value),
                "accessibility" => publication.accessibility = value == "yes",
                "file" => publication.file_name = Some(value),
                _ => panic!("{path:?}: '{key}' is not known"),
            }
        }
        for part in parts {
            let (head, body) = part.split_once('\n').unwrap_or((&part, ""));
            publication.lay_over(head, body, path);
        }
        publication
    }

    /// One of the publications without findings.
    pub(crate) fn good(name: &str) -> Publication {
        let path = root().join(format!("check/publication/{name}.txt"));
        let start = (name != "good").then_some("good");
        let mut publication = Publication::read(&path, start);
        let mimetype = b"application/epub+zip".to_vec();
        publication.files.insert("mimetype".to_owned(), mimetype);
        publication
    }

    fn lay_over(&mut self, head: &str, body: &str, fixture: &Path) {
        let mut words = head.split_whitespace();
        let path = words.next().unwrap_or_default().replace("%20", " ");
        let text = match body {
            "" => String::new(),
            body => format!("{}\n", body.trim_end_matches('\n')),
        };
        let data = match (words.next(), words.next()) {
            (None, _) if path == "zip" => {
                self.archive = text.lines().map(str::to_owned).collect();
                return;
            }
            (None, _) => text.into_bytes(),
            (Some("gone"), _) => {
                assert!(self.files.remove(&path).is_some(), "{fixture:?}: no {path}");
                return;
            }
            (Some("edit"), _) => {
                let old = self
                    .files
                    .get(&path)
                    .cloned()
                    .unwrap_or_else(|| panic!("{fixture:?}: no {path}"));
                edited(&String::from_utf8(old).unwrap(), &text, fixture).into_bytes()
            }
            (Some("hex"), _) => hex(&text),
            (Some("utf-16"), _) => "\u{feff}"
                .chars()
                .chain(text.chars())
                .collect::<String>()
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
            (Some("latin-1"), _) => text.chars().map(|c| u8::try_from(c).unwrap()).collect(),
            (Some("padded"), Some(size)) => {
                let mut data = text.into_bytes();
                data.resize(size.parse().unwrap(), b' ');
                data
            }
            (Some(format @ ("png" | "jpeg" | "gif")), Some(size)) => picture(format, size),
            _ => panic!("{fixture:?}: '{head}' is not known"),
        };
        self.files.insert(path, data);
    }

    /// The zip archive.
    pub(crate) fn pack(&self) -> Vec<u8> {
        Archive::of(self).write(&self.archive)
    }
}

/// The text with the groups of `-` and `+` lines carried out.
fn edited(old: &str, edits: &str, fixture: &Path) -> String {
    let mut text = old.to_owned();
    let mut lines = edits.lines().peekable();
    while lines.peek().is_some() {
        let mut take = |sign: char| {
            let mut group: Vec<&str> = Vec::new();
            while let Some(line) = lines.peek().and_then(|line| line.strip_prefix(sign)) {
                group.push(line);
                lines.next();
            }
            group.join("\n")
        };
        let (before, after) = (take('-'), take('+'));
        while lines.next_if_eq(&"").is_some() {}
        let count = text.matches(&before).count();
        assert!(
            !before.is_empty(),
            "{fixture:?}: no '-' line before '{after}'"
        );
        assert_eq!(count, 1, "{fixture:?}: '{before}' has to stand once");
        let whole = format!("\n{before}\n");
        text = match after.is_empty() && text.contains(&whole) {
            true => text.replacen(&whole, "\n", 1),
            false => text.replacen(&before, &after, 1),
        };
    }
    text
}

fn picture(format: &str, size: &str) -> Vec<u8> {
    let (width, height) = size.split_once('x').unwrap();
    let (width, height) = (width.parse().unwrap(), height.parse().unwrap());
    let picture = match format {
        "gif" => DynamicImage::new_rgb8(width, height),
        _ => DynamicImage::new_luma8(width, height),
    };
    let mut data = Cursor::new(Vec::new());
    let format = ImageFormat::from_extension(format).unwrap();
    picture.write_to(&mut data, format).unwrap();
    data.into_inner()
}

/// One entry, as its headers will say.
#[derive(Clone, Default)]
struct Member {
    name: Vec<u8>,
    data: Vec<u8>,
    method: u16,
    flags: u16,
    crc: u32,
    size: u32,
    extra: Vec<u8>,
}

/// An archive of stored entries, `mimetype` first. The lines of `=== zip` bend it:
///
/// `before N`: N bytes in front of it; `cut N`: the last N bytes are missing; `entries N`: filled up with empty files;
/// `first PATH`, `twice PATH`, `encrypted PATH`, `damaged PATH` (the check sum), `latin-1 PATH` (the name),
/// `method PATH N`, `extra PATH N` (bytes of an extra field), `claims PATH N` (its size), `deflated PATH`, `bomb PATH N` (N zeros, deflated).
struct Archive {
    members: Vec<Member>,
}

impl Archive {
    fn of(publication: &Publication) -> Archive {
        let mut members: Vec<Member> = publication
            .files
            .iter()
            .map(|(path, data)| Member::new(path, data))
            .collect();
        members.sort_by_key(|member| member.name != b"mimetype");
        Archive { members }
    }

    fn write(mut self, lines: &[String]) -> Vec<u8> {
        let (mut before, mut cut) = (0, 0);
        for line in lines {
            let mut words = line.split_whitespace();
            let (what, path) = (words.next().unwrap(), words.next().unwrap());
            let number = words.next().map_or(0, |n| n.parse().unwrap());
            match what {
                "before" => before = path.parse().unwrap(),
                "cut" => cut = path.parse().unwrap(),
                "entries" => {
                    let missing = self.members.len()..path.parse().unwrap();
                    self.members
                        .extend(missing.map(|n| Member::new(&format!("filler/{n}"), b"")));
                }
                _ => self.bend(what, path, number),
            }
        }
        let mut data = vec![b'-'; before];
        data.extend(self.bytes());
        data.truncate(data.len() - cut);
        data
    }

    fn bend(&mut self, what: &str, path: &str, number: usize) {
        let at = self.members.iter().position(|m| m.name == path.as_bytes());
        let at = at.unwrap_or_else(|| panic!("no {path}"));
        let member = &mut self.members[at];
        match what {
            "first" => self.members[..=at].rotate_right(1),
            "twice" => {
                let again = member.clone();
                self.members.push(again);
            }
            "encrypted" => member.flags |= 1,
            "damaged" => member.crc ^= 1,
            "claims" => member.size = u32::try_from(number).unwrap(),
            "latin-1" => member.name = path.chars().map(|c| u8::try_from(c).unwrap()).collect(),
            "method" => member.method = u16::try_from(number).unwrap(),
            "extra" => member.extra = vec![0; number],
            "deflated" => member.deflate(),
            "bomb" => {
                *member = Member::new(path, &vec![0; number]);
                member.deflate();
            }
            _ => panic!("zip: '{what}' is not known"),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let (mut data, mut directory) = (Vec::new(), Vec::new());
        for member in &self.members {
            let offset = u32::try_from(data.len()).unwrap();
            data.extend(b"PK\x03\x04\x14\0");
            member.header(&mut data);
            data.extend(&member.name);
            data.extend(&member.extra);
            data.extend(&member.data);
            directory.extend(b"PK\x01\x02\x14\0\x14\0");
            member.header(&mut directory);
            directory.extend([0; 10]);
            directory.extend(offset.to_le_bytes());
            directory.extend(&member.name);
            directory.extend(&member.extra);
        }
        let start = u32::try_from(data.len()).unwrap();
        let count = u16::try_from(self.members.len()).unwrap().to_le_bytes();
        let length = u32::try_from(directory.len()).unwrap();
        data.extend(directory);
        data.extend(b"PK\x05\x06\0\0\0\0");
        data.extend(count);
        data.extend(count);
        data.extend(length.to_le_bytes());
        data.extend(start.to_le_bytes());
        data.extend([0; 2]);
        data
    }
}

impl Member {
    fn new(path: &str, data: &[u8]) -> Member {
        let mut sum = flate2::Crc::new();
        sum.update(data);
        Member {
            name: path.as_bytes().to_vec(),
            data: data.to_vec(),
            // Names are UTF-8.
            flags: if path.is_ascii() { 0 } else { 0x800 },
            crc: sum.sum(),
            size: u32::try_from(data.len()).unwrap(),
            ..Member::default()
        }
    }

    fn deflate(&mut self) {
        let mut packed = Vec::with_capacity(self.data.len() + 100);
        let mut packer = flate2::Compress::new(flate2::Compression::best(), false);
        packer
            .compress_vec(&self.data, &mut packed, flate2::FlushCompress::Finish)
            .unwrap();
        self.data = packed;
        self.method = 8;
    }

    /// What local header and directory record have in common: flags, method, time, check sum, sizes, lengths.
    fn header(&self, data: &mut Vec<u8>) {
        let packed = u32::try_from(self.data.len()).unwrap();
        for number in [self.flags, self.method, 0, 0x21] {
            data.extend(number.to_le_bytes());
        }
        for number in [self.crc, packed, self.size] {
            data.extend(number.to_le_bytes());
        }
        for length in [self.name.len(), self.extra.len()] {
            data.extend(u16::try_from(length).unwrap().to_le_bytes());
        }
    }
}

/// Family, rule, verdict and path of every fixture.
pub(crate) fn fixtures() -> Vec<Fixture> {
    let mut fixtures = Vec::new();
    for path in crate::cases::files("check", "txt") {
        let parts: Vec<String> = path
            .strip_prefix(root().join("check"))
            .unwrap()
            .with_extension("")
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        let [family, rule, name] = parts.as_slice() else {
            assert_eq!(
                parts.first().map(String::as_str),
                Some("publication"),
                "{path:?}"
            );
            continue;
        };
        fixtures.push(Fixture {
            family: family.clone(),
            rule: rule.clone(),
            verdict: name.rsplit('-').next().unwrap_or_default().to_owned(),
            path,
        });
    }
    fixtures
}

/// A fixture by its place.
pub(crate) struct Fixture {
    pub(crate) family: String,
    pub(crate) rule: String,
    pub(crate) verdict: String,
    pub(crate) path: std::path::PathBuf,
}

/// The names of the publications without findings.
pub(crate) fn bases() -> BTreeSet<String> {
    crate::cases::files("check/publication", "txt")
        .iter()
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect()
}
