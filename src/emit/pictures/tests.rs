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

fn encoded(picture: &image::DynamicImage, format: image::ImageFormat) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A JPEG, red on the left and blue on the right, with an Exif mark of how it is to be turned.
fn photograph(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(width, height, |x, _| {
        image::Rgb(if x < width / 2 {
            [255, 0, 0]
        } else {
            [0, 0, 255]
        })
    });
    let mut data = encoded(&pixels.into(), image::ImageFormat::Jpeg);
    let mut exif =
        b"\xFF\xE1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    data.splice(2..2, exif);
    data
}

#[test]
fn a_photograph_on_its_side_is_set_upright_and_one_that_stands_is_kept() {
    let side = photograph(40, 20, 6);
    let (prepared, findings) = prepare(&resource("a.jpg", &side), Span::NONE, Limits::default());
    let prepared = prepared.unwrap();
    assert_eq!(
        (prepared.size, findings[0].rule.name),
        (Some((20, 40)), "picture-converted")
    );
    let turned = image::load_from_memory(&prepared.data).unwrap().to_rgb8();
    let [top, foot] = [turned.get_pixel(10, 2), turned.get_pixel(10, 37)];
    assert!(top[0] > 200 && foot[2] > 200, "{top:?} {foot:?}");
    let upright = photograph(40, 20, 1);
    let (prepared, findings) = prepare(&resource("a.jpg", &upright), Span::NONE, Limits::default());
    assert_eq!(
        (&prepared.unwrap().data[..], findings.len()),
        (&upright[..], 0)
    );
}

#[test]
fn a_picture_that_is_written_again_keeps_the_profile_of_its_colours() {
    use image::{ImageDecoder, ImageEncoder};
    let mut profile = vec![0; 128];
    profile[16..20].copy_from_slice(b"RGB ");
    let mut data = Vec::new();
    let mut encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut data);
    encoder.set_icc_profile(profile.clone()).unwrap();
    image::DynamicImage::new_rgb8(8, 8)
        .write_with_encoder(encoder)
        .unwrap();
    let (prepared, _) = prepare(&resource("a.webp", &data), Span::NONE, Limits::default());
    let prepared = prepared.unwrap();
    let cursor = std::io::Cursor::new(&prepared.data[..]);
    let mut decoder = image::codecs::png::PngDecoder::new(cursor).unwrap();
    assert_eq!(decoder.icc_profile().unwrap(), Some(profile));
}

#[test]
fn bmp_and_tiff_become_png_and_pages_left_out_are_named() {
    let picture = image::DynamicImage::new_rgb8(8, 6);
    for (format, path) in [
        (image::ImageFormat::Bmp, "a.bmp"),
        (image::ImageFormat::Tiff, "a.tif"),
    ] {
        let data = encoded(&picture, format);
        let (prepared, findings) = prepare(&resource(path, &data), Span::NONE, Limits::default());
        let prepared = prepared.unwrap();
        assert_eq!(
            (prepared.media_type, prepared.size),
            (MediaType::Png, Some((8, 6)))
        );
        assert!(
            !findings[0].message.contains("several pages"),
            "{}",
            findings[0].message
        );
    }
    // The place of a second directory, behind the entries of the first.
    let mut data = encoded(&picture, image::ImageFormat::Tiff);
    let at =
        |data: &[u8], at: usize| u32::from_le_bytes(data[at..at + 4].try_into().unwrap()) as usize;
    let directory = at(&data, 4);
    let entries = usize::from(data[directory]);
    data[directory + 2 + entries * 12] = 8;
    let (_, findings) = prepare(&resource("a.tif", &data), Span::NONE, Limits::default());
    assert!(
        findings[0].message.contains("several pages"),
        "{}",
        findings[0].message
    );
}

#[test]
fn what_cannot_be_converted_is_reported_by_its_name() {
    for (data, name) in [
        (&b"\0\0\0\x20ftypavif\0\0\0\0"[..], "image/avif"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic"),
        (b"\0\0\0\x0CJXL \r\n\x87\n", "image/jxl"),
    ] {
        let (prepared, findings) = prepare(&resource("a", data), Span::NONE, Limits::default());
        assert_eq!(
            (prepared, findings[0].rule.name),
            (None, "picture-format-unsupported")
        );
        assert!(
            findings[0].message.contains(name),
            "{}",
            findings[0].message
        );
    }
}
