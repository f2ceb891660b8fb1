//! The addresses of a style sheet: what it imports, its fonts, its pictures.

use super::tokens::{Kind, Token, Tokens};
use crate::check::publication::ReferenceKind;

/// Calls `report` with each address, what it is for, and the offset of the declaration or rule that it stands in.
pub(super) fn read<'t>(text: &'t str, report: &mut dyn FnMut(&'t str, ReferenceKind, usize)) {
    let mut tokens = Tokens::new(text);
    let mut scope = Scope::default();
    loop {
        let token = tokens.next();
        let slice = text.get(token.start..token.end).unwrap_or("");
        match token.kind {
            Kind::End => return,
            Kind::Space | Kind::Comment => {}
            Kind::AtKeyword => {
                scope.rule = slice.get(1..).unwrap_or("").to_ascii_lowercase();
                scope.statement = token.start;
                scope.begins = false;
            }
            Kind::Url | Kind::Quoted => scope.address(token, slice, report),
            Kind::Sign => scope.sign(slice, token),
            _ => scope.begin(token),
        }
    }
}

/// Where the reader is: which at-rule it is in, and where the statement began.
#[derive(Default)]
struct Scope {
    rule: String,
    statement: usize,
    begins: bool,
    /// The depths of blocks at which `@font-face` was opened.
    fonts: Vec<usize>,
    depth: usize,
}

impl Scope {
    fn begin(&mut self, token: Token) {
        if self.begins {
            self.statement = token.start;
            self.begins = false;
        }
    }

    fn sign(&mut self, sign: &str, token: Token) {
        match sign {
            "{" => {
                self.depth += 1;
                if self.rule == "font-face" {
                    self.fonts.push(self.depth);
                }
                self.rule.clear();
                self.begins = true;
            }
            "}" => {
                if self.fonts.last() == Some(&self.depth) {
                    self.fonts.pop();
                }
                self.depth = self.depth.saturating_sub(1);
                self.begins = true;
            }
            ";" => {
                self.rule.clear();
                self.begins = true;
            }
            _ => self.begin(token),
        }
    }

    fn address<'t>(
        &mut self,
        token: Token,
        slice: &'t str,
        report: &mut dyn FnMut(&'t str, ReferenceKind, usize),
    ) {
        let is_url = token.kind == Kind::Url;
        let imports = self.rule == "import";
        if !is_url && !imports {
            return self.begin(token);
        }
        let inner = if is_url {
            slice.get(4..).unwrap_or("").trim_end_matches(')')
        } else {
            slice
        };
        let address = inner.trim().trim_matches(['"', '\'']).trim();
        // Fragments alone lead to parts of the document that uses the sheet; what has no end is a fault of syntax.
        let whole = !is_url || (slice.ends_with(')') && !inner.starts_with(')'));
        if address.is_empty() || address.starts_with('#') || !whole || self.rule == "namespace" {
            return;
        }
        let kind = if imports {
            ReferenceKind::Stylesheet
        } else if !self.fonts.is_empty() {
            ReferenceKind::Font
        } else {
            ReferenceKind::Image
        };
        report(address, kind, self.statement);
        if imports {
            // What follows in the rule are conditions.
            self.rule.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::check::publication::ReferenceKind as Kind;

    #[test]
    fn addresses_and_what_they_are_for() {
        let text = "@import 'a.css';\n@font-face{font-family:x;src:url(f.otf),url(\"g.otf\")}\np{background:url( p.png );content:'x'}\n@namespace url(http://x);";
        let mut found = Vec::new();
        read(text, &mut |address, kind, at| {
            found.push((address.to_owned(), kind, at))
        });
        let kinds: Vec<_> = found.iter().map(|(a, k, _)| (a.as_str(), *k)).collect();
        assert_eq!(
            kinds,
            [
                ("a.css", Kind::Stylesheet),
                ("f.otf", Kind::Font),
                ("g.otf", Kind::Font),
                ("p.png", Kind::Image)
            ]
        );
        assert_eq!(found.last().map(|f| f.2), text.find("background"));
    }
}
