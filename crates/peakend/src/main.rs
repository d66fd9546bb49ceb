//! The binary: everything is in the library.

fn main() -> std::process::ExitCode {
    // what a decoder's panic over a damaged file means is said as an error, where the file is named
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !lake::guarded() {
            usual(panic);
        }
    }));
    peakend::cli::main_guarded()
}
