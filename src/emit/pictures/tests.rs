//! Pictures: what is kept, what is mended, what is refused.

use super::*;
use crate::limits::Limits;

fn resource(path: &str, data: &[u8]) -> Resource {
    Resource {
        path: path.to_owned(),
        media_type: MediaType::Unknown,
        data: data.into(),
    }
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let picture = image::DynamicImage::new_rgb8(width, height);
    picture
        .write_to(&mut std::io::Cursor::new(&mut out), image::ImageFormat::Png)
        .unwrap();
    out
}

#[test]
fn a_fine_png_is_kept_to_the_last_byte() {
    let data = png(20, 10);
    let (prepared, findings) = prepare(&resource("a.png", &data), Span::NONE, Limits::default());
    let prepared = prepared.unwrap();
    assert_eq!(
        (&prepared.data[..], prepared.size, findings.len()),
        (&data[..], Some((20, 10)), 0)
    );
}

#[test]
fn a_png_above_the_stores_limit_is_shrunk_and_keeps_its_proportions() {
    let (prepared, findings) = prepare(
        &resource("a.png", &png(4000, 2000)),
        Span::NONE,
        Limits::default(),
    );
    let (width, height) = prepared.unwrap().size.unwrap();
    assert!(u64::from(width) * u64::from(height) <= MOST_PIXELS);
    assert!((f64::from(width) / f64::from(height) - 2.0).abs() < 0.01);
    assert_eq!(findings[0].rule.name, "picture-converted");
}

#[test]
fn a_picture_cut_short_and_a_bomb_are_refused() {
    let mut data = png(20, 10);
    data.truncate(data.len() - 12);
    assert_eq!(
        prepare(&resource("a.png", &data), Span::NONE, Limits::default()).1[0]
            .rule
            .name,
        "picture-broken"
    );
    // A head that promises 60,000 × 60,000 pixels over a body of nothing.
    let mut bomb = png(1, 1);
    bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let crc = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(
        prepare(&resource("a.png", &bomb), Span::NONE, Limits::default()).1[0]
            .rule
            .name,
        "picture-too-large"
    );
}

fn crc(data: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            if c & 1 == 1 {
                c >> 1 ^ 0xEDB8_8320
            } else {
                c >> 1
            }
        })
    };
    !data.iter().fold(!0, step)
}

#[test]
fn a_webp_becomes_a_png_or_jpeg() {
    let mut data = Vec::new();
    let picture = image::DynamicImage::new_rgba8(8, 8);
    picture
        .write_to(
            &mut std::io::Cursor::new(&mut data),
            image::ImageFormat::WebP,
        )
        .unwrap();
    let (prepared, findings) = prepare(&resource("a.webp", &data), Span::NONE, Limits::default());
    assert_eq!(prepared.unwrap().media_type, MediaType::Png);
    assert_eq!(findings[0].rule.name, "picture-converted");
}

#[test]
fn an_svg_loses_scripts_handlers_and_outside_references_and_nothing_else() {
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20" onload="x()">
<script>alert(1)</script><image xlink:href="http://example.org/a.png"/><use href="#a"/><path id="a" d="M0 0h1" style="fill:url(#g)"/>
<a href="java&#x09;script:x()"><text>A &amp; B</text></a></svg>"##;
    let (prepared, findings) = prepare(
        &resource("a.svg", svg.as_bytes()),
        Span::NONE,
        Limits::default(),
    );
    let prepared = prepared.unwrap();
    let text = std::str::from_utf8(&prepared.data).unwrap();
    for gone in ["script", "onload", "example.org"] {
        assert!(!text.contains(gone), "{gone} in {text}");
    }
    for kept in [
        r##"<use href="#a"/>"##,
        "fill:url(#g)",
        "A &amp; B",
        "d=\"M0 0h1\"",
    ] {
        assert!(text.contains(kept), "{kept} not in {text}");
    }
    assert_eq!(prepared.size, Some((40, 20)));
    assert_eq!(findings[0].rule.name, "svg-sanitised");
}

#[test]
fn a_harmless_svg_is_kept_to_the_last_byte() {
    let svg =
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" width='3' height='4'><path d='M0 0h1'/></svg>";
    let (prepared, findings) = prepare(&resource("a.svg", svg), Span::NONE, Limits::default());
    let prepared = prepared.unwrap();
    assert_eq!(
        (&prepared.data[..], prepared.size, findings.len()),
        (&svg[..], Some((3, 4)), 0)
    );
}

#[test]
fn entities_that_multiply_are_refused() {
    let mut svg = String::from("<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\">");
    for (next, last) in ["b", "c", "d", "e", "f", "g", "h", "i", "j"]
        .iter()
        .zip(["a", "b", "c", "d", "e", "f", "g", "h", "i"])
    {
        svg.push_str(&format!(
            "<!ENTITY {next} \"{}\">",
            format!("&{last};").repeat(10)
        ));
    }
    svg.push_str("]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&j;</text></svg>");
    assert_eq!(
        prepare(
            &resource("a.svg", svg.as_bytes()),
            Span::NONE,
            Limits::default()
        )
        .1[0]
            .rule
            .name,
        "picture-broken"
    );
}

#[test]
fn an_avif_is_reported() {
    let (prepared, findings) = prepare(
        &resource("a.avif", b"\0\0\0\x20ftypavif\0\0\0\0"),
        Span::NONE,
        Limits::default(),
    );
    assert_eq!(
        (prepared, findings[0].rule.name),
        (None, "picture-format-unsupported")
    );
}
