//! The one place where a reference becomes a path inside the container.

/// What a reference points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file of the container, percent-decoded, and a fragment, as written.
    Local {
        /// The path from the root of the container.
        path: String,
        /// What stands behind `#`, not decoded.
        fragment: Option<String>,
        /// Whether it has a query.
        query: bool,
        /// Whether its dots lead out of the container before they lead in again.
        leaks: bool,
    },
    /// A file elsewhere.
    Remote {
        /// The scheme, in lower case.
        scheme: String,
        /// The whole address, as written or joined with the base.
        url: String,
    },
    /// `data:…`, with the media type it names.
    Data {
        /// The media type; `text/plain` where it names none.
        media_type: String,
    },
}

/// What relative references count from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Base {
    /// A file of the container.
    Local(String),
    /// An address elsewhere, set by `base` or `xml:base`.
    Remote(String),
}

impl Base {
    /// The base that `url` sets inside of this one.
    pub(crate) fn join(&self, url: &str) -> Base {
        match self.resolve(url) {
            Target::Local { path, .. } => Base::Local(path),
            Target::Remote { url, .. } => Base::Remote(url),
            Target::Data { .. } => self.clone(),
        }
    }

    /// Resolves a reference.
    pub(crate) fn resolve(&self, url: &str) -> Target {
        match self {
            Base::Local(path) => resolve(path, url),
            Base::Remote(base) => match resolve("", url) {
                Target::Local { .. } => {
                    let folder = base
                        .rfind('/')
                        .and_then(|at| base.get(..=at))
                        .unwrap_or(base);
                    Target::Remote {
                        scheme: scheme(base).unwrap_or_default(),
                        url: format!("{folder}{}", url.trim()),
                    }
                }
                other => other,
            },
        }
    }
}

/// The scheme of an absolute URL, in lower case.
pub(crate) fn scheme(url: &str) -> Option<String> {
    let (scheme, _) = url.split_once(':')?;
    let mut chars = scheme.chars();
    let fits = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    fits.then(|| scheme.to_ascii_lowercase())
}

/// Resolves `url` against the file at `base`.
pub(crate) fn resolve(base: &str, url: &str) -> Target {
    let url = url.trim_matches(|c: char| c <= ' ');
    match scheme(url) {
        Some(scheme) if scheme == "data" => {
            return Target::Data {
                media_type: data_type(url),
            };
        }
        Some(scheme) => {
            return Target::Remote {
                scheme,
                url: url.to_owned(),
            };
        }
        None if url.starts_with("//") => {
            return Target::Remote {
                scheme: "https".to_owned(),
                url: format!("https:{url}"),
            };
        }
        None => {}
    }
    let (rest, fragment) = match url.split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment.to_owned())),
        None => (url, None),
    };
    let (path, query) = rest
        .split_once('?')
        .map_or((rest, false), |(path, _)| (path, true));
    if path.is_empty() {
        return Target::Local {
            path: base.to_owned(),
            fragment,
            query,
            leaks: false,
        };
    }
    let path = path.replace('\\', "/");
    let leaks = path.starts_with('/');
    let mut parts: Vec<&str> = if leaks {
        Vec::new()
    } else {
        base.split('/').collect()
    };
    parts.pop();
    let mut out = leaks;
    let relative = path.trim_start_matches('/');
    let last = relative.split('/').count().saturating_sub(1);
    for (i, part) in relative.split('/').enumerate() {
        match part {
            "." => {}
            ".." => out |= parts.pop().is_none(),
            _ => {
                parts.push(part);
                continue;
            }
        }
        if i == last {
            parts.push("");
        }
    }
    Target::Local {
        path: percent_decode(&parts.join("/")),
        fragment,
        query,
        leaks: out,
    }
}

fn data_type(url: &str) -> String {
    let head = url
        .get("data:".len()..)
        .unwrap_or("")
        .split(',')
        .next()
        .unwrap_or("");
    let bare = head
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    if bare.is_empty() {
        "text/plain".to_owned()
    } else {
        bare
    }
}

/// Replaces `%41` by `A`; what is no UTF-8 then becomes U+FFFD.
pub(crate) fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let digit = |i: usize| tail.get(i).and_then(|&b| char::from(b).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, digit(0), digit(1)) {
            bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
