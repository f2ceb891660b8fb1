//! The command line: see `deckle::cli`.

fn main() -> std::process::ExitCode {
    deckle::cli::run()
}
