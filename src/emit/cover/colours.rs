//! Colours of a cover: four of one key, light and dark enough for each other.

/// An sRGB colour.
pub(super) type Colour = [u8; 3];

/// The colours of a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Palette {
    /// Ground or text.
    pub(super) dark: Colour,
    /// Ground or text.
    pub(super) light: Colour,
    /// A tint between the two.
    pub(super) soft: Colour,
    /// Ornaments; never text.
    pub(super) accent: Colour,
}

/// The colours that a seed picks: a hue for the dark, one near it for the light, and one across the wheel for ornaments.
pub(super) fn palette(seed: [u8; 2]) -> Palette {
    let hue = f64::from(seed[1]) * 360.0 / 256.0;
    let turn = [150.0, 180.0, 210.0, 30.0][usize::from(seed[0] / 4) % 4];
    Palette {
        dark: hsl(hue, 0.45, 0.18),
        light: hsl(hue + 15.0, 0.35, 0.94),
        soft: hsl(hue + 8.0, 0.30, 0.82),
        accent: hsl(hue + turn, 0.45, 0.52),
    }
}

/// `#rrggbb`.
#[cfg_attr(
    not(feature = "cover"),
    allow(dead_code, reason = "only drawing asks for it")
)]
pub(super) fn hex([red, green, blue]: Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A colour from hue in degrees, saturation and lightness in 0 to 1.
fn hsl(hue: f64, saturation: f64, lightness: f64) -> Colour {
    let chroma = (1.0 - (2.0 * lightness - 1.0).abs()) * saturation;
    let sixth = hue.rem_euclid(360.0) / 60.0;
    let middle = chroma * (1.0 - (sixth % 2.0 - 1.0).abs());
    let (red, green, blue) = match sixth {
        s if s < 1.0 => (chroma, middle, 0.0),
        s if s < 2.0 => (middle, chroma, 0.0),
        s if s < 3.0 => (0.0, chroma, middle),
        s if s < 4.0 => (0.0, middle, chroma),
        s if s < 5.0 => (middle, 0.0, chroma),
        _ => (chroma, 0.0, middle),
    };
    let base = lightness - chroma / 2.0;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of 255"
    )]
    let byte = |part: f64| ((part + base).clamp(0.0, 1.0) * 255.0).round() as u8;
    [byte(red), byte(green), byte(blue)]
}

/// The contrast of two colours as WCAG 2.2 counts it, from 1 to 21.
#[cfg(test)]
pub(crate) fn contrast(one: Colour, other: Colour) -> f64 {
    let luminance = |colour: Colour| {
        let [red, green, blue] = colour.map(|byte| {
            let part = f64::from(byte) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_ground_have_a_contrast_of_seven_whatever_the_title() {
        for first in 0..=255 {
            for second in 0..=255 {
                let palette = palette([first, second]);
                assert!(contrast(palette.dark, palette.light) >= 7.0, "{palette:?}");
            }
        }
    }
}
