//! Media types: the core media types of EPUB 3.3 (section 3.2) and the few others deckle knows by their bytes.

macro_rules! media_types {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, [$($extension:literal),*],)+) => {
        /// A media type.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum MediaType {
            $($(#[$doc])* $variant,)+
        }

        /// Whether the bytes are those of a still picture of the HEIF family: its films and sounds begin with `ftyp` as well.
fn is_heic(data: &[u8]) -> bool {
    const BRANDS: [&[u8]; 6] = [b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"];
    data.get(4..8) == Some(b"ftyp") && data.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

impl MediaType {
            /// As written in a manifest.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(MediaType::$variant => $name),+ }
            }

            /// The type of that name (ASCII case folded, parameters ignored).
            #[must_use]
            pub fn from_name(name: &str) -> Option<MediaType> {
                let bare = name.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
                match bare.as_str() { $($name => Some(MediaType::$variant),)+ _ => None }
            }

            /// The type that a file name's extension says (without the dot, ASCII case folded).
            #[must_use]
            pub fn from_extension(extension: &str) -> Option<MediaType> {
                match extension.to_ascii_lowercase().as_str() {
                    $($($extension => Some(MediaType::$variant),)*)+
                    _ => None,
                }
            }

            /// The usual extension, without the dot.
            #[must_use]
            pub fn extension(self) -> &'static str {
                match self { $(MediaType::$variant => [$($extension,)* "bin"][0]),+ }
            }
        }
    };
}

media_types! {
    /// XHTML content document.
    Xhtml = "application/xhtml+xml", ["xhtml"],
    /// HTML, not allowed in a publication without fallback.
    Html = "text/html", ["html", "htm"],
    /// Package document.
    Package = "application/oebps-package+xml", ["opf"],
    /// NCX.
    Ncx = "application/x-dtbncx+xml", ["ncx"],
    /// Style sheet.
    Css = "text/css", ["css"],
    /// Media overlay.
    Smil = "application/smil+xml", ["smil"],
    /// Script.
    JavaScript = "application/javascript", ["js", "mjs"],
    /// PNG picture.
    Png = "image/png", ["png"],
    /// JPEG picture.
    Jpeg = "image/jpeg", ["jpg", "jpeg", "jpe"],
    /// GIF picture.
    Gif = "image/gif", ["gif"],
    /// SVG picture or content document.
    Svg = "image/svg+xml", ["svg"],
    /// WebP picture.
    Webp = "image/webp", ["webp"],
    /// AVIF picture: no core media type of EPUB 3.3.
    Avif = "image/avif", ["avif"],
    /// BMP picture: no core media type.
    Bmp = "image/bmp", ["bmp"],
    /// TIFF picture: no core media type.
    Tiff = "image/tiff", ["tif", "tiff"],
    /// HEIC picture: no core media type.
    Heic = "image/heic", ["heic", "heif"],
    /// JPEG XL picture: no core media type of EPUB 3.3.
    JpegXl = "image/jxl", ["jxl"],
    /// TrueType font.
    Ttf = "font/ttf", ["ttf"],
    /// OpenType font.
    Otf = "font/otf", ["otf"],
    /// WOFF font.
    Woff = "font/woff", ["woff"],
    /// WOFF2 font.
    Woff2 = "font/woff2", ["woff2"],
    /// MP3 sound.
    Mp3 = "audio/mpeg", ["mp3"],
    /// AAC sound in MP4.
    Mp4Audio = "audio/mp4", ["m4a"],
    /// Opus sound.
    Ogg = "audio/ogg", ["ogg", "opus"],
    /// MP4 film.
    Mp4 = "video/mp4", ["mp4"],
    /// WebM film.
    Webm = "video/webm", ["webm"],
    /// PDF.
    Pdf = "application/pdf", ["pdf"],
    /// Unknown bytes.
    Unknown = "application/octet-stream", ["bin"],
}

impl MediaType {
    /// The type that the first bytes of a file say, where they say one.
    #[must_use]
    pub fn sniff(data: &[u8]) -> Option<MediaType> {
        let at =
            |offset: usize, magic: &[u8]| data.get(offset..offset + magic.len()) == Some(magic);
        Some(match data {
            _ if at(0, b"\x89PNG\r\n\x1a\n") => MediaType::Png,
            _ if at(0, b"\xff\xd8\xff") => MediaType::Jpeg,
            _ if at(0, b"GIF87a") || at(0, b"GIF89a") => MediaType::Gif,
            _ if at(0, b"RIFF") && at(8, b"WEBP") => MediaType::Webp,
            _ if at(4, b"ftypavif") || at(4, b"ftypavis") => MediaType::Avif,
            _ if is_heic(data) => MediaType::Heic,
            _ if at(0, b"\0\0\0\x0CJXL ") || at(0, b"\xff\x0a") => MediaType::JpegXl,
            _ if at(0, b"II*\0") || at(0, b"MM\0*") => MediaType::Tiff,
            _ if at(0, b"BM") && at(6, b"\0\0\0\0") => MediaType::Bmp,
            _ if at(0, b"OTTO") => MediaType::Otf,
            _ if at(0, b"\0\x01\0\0") || at(0, b"true") => MediaType::Ttf,
            _ if at(0, b"wOFF") => MediaType::Woff,
            _ if at(0, b"wOF2") => MediaType::Woff2,
            _ if at(0, b"%PDF-") => MediaType::Pdf,
            _ if at(0, b"ID3") || at(0, b"\xff\xfb") || at(0, b"\xff\xf3") => MediaType::Mp3,
            _ if at(0, b"OggS") => MediaType::Ogg,
            _ if at(4, b"ftyp") => MediaType::Mp4,
            _ if at(0, b"\x1a\x45\xdf\xa3") => MediaType::Webm,
            _ => {
                let head = data.get(..data.len().min(1024)).unwrap_or_default();
                let text = String::from_utf8_lossy(head);
                if text.contains("<svg") {
                    MediaType::Svg
                } else {
                    return None;
                }
            }
        })
    }

    /// Whether deckle reads its pixels.
    #[must_use]
    pub fn is_pixels(self) -> bool {
        matches!(
            self,
            MediaType::Png
                | MediaType::Jpeg
                | MediaType::Gif
                | MediaType::Webp
                | MediaType::Bmp
                | MediaType::Tiff
        )
    }

    /// Whether it is a font that publications may hold.
    #[must_use]
    pub fn is_font(self) -> bool {
        self.name().starts_with("font/")
    }

    /// Whether it is a picture of any kind.
    #[must_use]
    pub fn is_picture(self) -> bool {
        self.name().starts_with("image/")
    }
}
