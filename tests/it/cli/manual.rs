//! Completions and the manual page: both name every command and option there is.

use std::process::Command;

fn printed(args: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy")).args(args).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// The commands and the options of `audit`, as the help tells them.
fn told() -> (Vec<String>, Vec<String>) {
    let help = printed(&["--help"]);
    let list = help.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let commands = commands.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect();
    let help = printed(&["audit", "--help"]);
    let options = help.lines().flat_map(str::split_whitespace).filter(|word| word.starts_with("--"));
    let options = options.map(|word| word.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned());
    (commands, options.filter(|option| !option.contains(['=', '<'])).collect())
}

#[test]
fn every_shell_completes_every_command() {
    let (commands, _) = told();
    assert!(commands.len() > 8, "{commands:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = printed(&["completions", shell]);
        for command in &commands {
            assert!(script.contains(command.as_str()), "{shell} has no {command}");
        }
    }
}

#[test]
fn the_manual_page_has_every_command_and_option() {
    let (commands, options) = told();
    let page = printed(&["man"]).replace("\\-", "-");
    assert!(page.contains(".TH pollworthy 1"));
    for command in commands.iter().filter(|command| *command != "help") {
        assert!(page.contains(&format!(".SH \"{}\"", command.to_uppercase())), "no {command}");
    }
    for option in &options {
        assert!(page.contains(option.as_str()), "no {option}");
    }
}
