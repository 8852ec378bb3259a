//! What the program learnt of words can be looked at, and is learnt anew of examples that can be read.

use std::process::{Command, Output};

fn netsterk(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netsterk"));
    command.args(arguments).output().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn what_words_speak_for_is_printed() {
    let output = netsterk(&["routing", "words", "lege brooddoos"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{output:?}");
    for line in ["lege: ", "brooddoos: food ", "lege brooddoos: food "] {
        assert!(text.lines().any(|printed| printed.starts_with(line)), "{line} in {text}");
    }
}

#[test]
fn an_example_that_cannot_be_read_is_named_and_nothing_is_written() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    let learn = || netsterk(&["routing", "learn", &folder.path().to_string_lossy()]);
    assert!(String::from_utf8_lossy(&learn().stderr).contains("examples.txt"), "no examples");
    std::fs::write(folder.path().join("examples.txt"), "food\thonger\nhonger\n")?;
    let output = learn();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("'examples', line 2"), "{said}");
    assert!(!folder.path().join("learnt.bin").exists());
    Ok(())
}
