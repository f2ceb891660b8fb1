//! What reaches the terminal: printed text, progress, colour.

use std::io::{IsTerminal as _, Write as _};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Failure;
use super::args::Color;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const HELP: Style = AnsiColor::Cyan.on_default().bold();

/// Sets when output is coloured; `Auto` asks the terminal and NO_COLOR.
pub(super) fn set_color(color: Color) {
    match color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
}

/// Prints on standard output. A reader that has gone away (`deckle … | head`) is no failure.
pub(super) fn print(text: &str) {
    let mut out = anstream::AutoStream::auto(std::io::stdout().lock());
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Prints on standard error.
pub(super) fn say(text: &str) {
    let mut out = anstream::AutoStream::auto(std::io::stderr().lock());
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Says why deckle could not do its work.
pub(super) fn failure(failure: &Failure) {
    let mut text = format!("{ERROR}error{ERROR:#}: {}\n", failure.message);
    if let Some(hint) = &failure.hint {
        text.push_str(&format!("{HELP}help{HELP:#}: {hint}\n"));
    }
    say(&text);
}

/// A bar over `length` inputs, hidden where standard error is no terminal or there is only one.
pub(super) fn progress(length: usize) -> ProgressBar {
    if length < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// A sign of life for one long piece of work: shown only on a terminal, and only after half a second.
pub(super) fn spinner(message: String) -> Spinner {
    if !std::io::stderr().is_terminal() {
        return Spinner { running: None };
    }
    let (stop, stopped) = channel::<()>();
    let thread = std::thread::spawn(move || {
        if stopped.recv_timeout(Duration::from_millis(500)) != Err(RecvTimeoutError::Timeout) {
            return;
        }
        let bar = ProgressBar::new_spinner().with_message(message);
        while stopped.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
            bar.tick();
        }
        bar.finish_and_clear();
    });
    Spinner {
        running: Some((stop, thread)),
    }
}

/// Ends its sign of life when dropped.
pub(super) struct Spinner {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Drop for Spinner {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            let _ = stop.send(());
            let _ = thread.join();
        }
    }
}
