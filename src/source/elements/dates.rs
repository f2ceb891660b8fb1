//! Dates, times and durations as HTML's `datetime` takes them. What is none is left out: the words say what is meant.

/// Whether a value is one of the forms of `time`.
pub(super) fn is_datetime(value: &str) -> bool {
    if value.is_empty() || !value.is_ascii() {
        return false;
    }
    if let Some(duration) = value.strip_prefix('P') {
        return is_duration(duration);
    }
    match value.split_once(['T', ' ']) {
        Some((date, time)) => fits(date, "0000-00-00") && is_date(date) && is_time(time),
        None => is_date(value) || is_plain_time(value),
    }
}

/// `2026`, `2026-03`, `2026-03-01`, `03-01`.
fn is_date(value: &str) -> bool {
    let parts: Vec<u32> = value
        .split('-')
        .filter_map(|part| part.parse().ok())
        .collect();
    let month = |month: &u32| (1..=12).contains(month);
    match parts.as_slice() {
        [year] => fits(value, "0000") && *year > 0,
        [year, m] if fits(value, "0000-00") => *year > 0 && month(m),
        [m, day] if fits(value, "00-00") => month(m) && is_day(2000, *m, *day),
        [year, m, day] if fits(value, "0000-00-00") => {
            *year > 0 && month(m) && is_day(*year, *m, *day)
        }
        _ => false,
    }
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leaps = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leaps => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=days).contains(&day)
}

/// A time with or without its zone.
fn is_time(value: &str) -> bool {
    let local = match value.strip_suffix('Z') {
        Some(local) => local,
        None => match value
            .rfind(['+', '-'])
            .and_then(|at| value.split_at_checked(at))
        {
            Some((local, zone)) => {
                let zone = zone.get(1..).unwrap_or_default();
                if !(fits(zone, "00:00") && is_plain_time(zone)) {
                    return false;
                }
                local
            }
            None => value,
        },
    };
    is_plain_time(local)
}

/// `12:30`, `12:30:59`.
fn is_plain_time(value: &str) -> bool {
    if !(fits(value, "00:00") || fits(value, "00:00:00")) {
        return false;
    }
    let limits = [24, 60, 60];
    let parts = value
        .split(':')
        .map(|part| part.parse::<u32>().unwrap_or(u32::MAX));
    parts.zip(limits).all(|(part, limit)| part < limit)
}

/// `3D`, `T4H18M3S`: what follows the `P`.
fn is_duration(value: &str) -> bool {
    let (days, time) = match value.split_once('T') {
        Some((days, time)) => (days, Some(time)),
        None => (value, None),
    };
    let are_parts = |text: &str, units: &str| {
        let mut units = units.chars();
        let mut digits = false;
        text.chars().all(|c| {
            let is_digit = c.is_ascii_digit();
            let fits = is_digit || (digits && units.any(|unit| unit == c));
            digits = is_digit;
            fits
        }) && !digits
    };
    match time {
        None => !days.is_empty() && are_parts(days, "D"),
        Some(time) => are_parts(days, "D") && !time.is_empty() && are_parts(time, "HMS"),
    }
}

/// Whether a value has digits where the form has zeros, and the form's own signs elsewhere.
fn fits(value: &str, form: &str) -> bool {
    value.len() == form.len()
        && (value.bytes().zip(form.bytes())).all(|(byte, wanted)| match wanted {
            b'0' => byte.is_ascii_digit(),
            _ => byte == wanted,
        })
}

#[cfg(test)]
mod tests {
    use super::is_datetime;

    #[test]
    fn forms_of_html() {
        for value in [
            "2026",
            "2026-03",
            "2024-02-29",
            "02-29",
            "12:30",
            "12:30:59",
            "2026-03-01T12:30",
            "2026-03-01 12:30:00Z",
            "2026-03-01T12:30+02:00",
            "P3D",
            "PT4H18M3S",
            "P1DT5H",
        ] {
            assert!(is_datetime(value), "{value}");
        }
        for value in [
            "",
            "?",
            "1. March",
            "0000",
            "2026-13",
            "2023-02-29",
            "24:00",
            "2026-03T12:30",
            "2026-03-01T",
            "P",
            "PT",
            "P3",
            "PT3D",
            "20260301",
            "12:3٠",
        ] {
            assert!(!is_datetime(value), "{value}");
        }
    }
}
