//! The desk as it is started: what it is told to fetch, and the link for a forgotten password.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

use dunlin_desk::Role;
use dunlin_desk::accounts::{Accounts, Rules, file_of};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv6Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_dunlin");

/// A desk that runs, until it is dropped.
struct Running {
    child: Child,
    host: String,
}

impl Running {
    fn start(ledger: &Path) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--model", "fast", "--ledger"])
            .arg(ledger)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
        let host = said.split("http://").nth(1).and_then(|rest| rest.split(';').next());
        Self { child, host: host.unwrap_or_else(|| panic!("{said}")).to_owned() }
    }

    /// Sends a request as the desk's own page does; the whole answer.
    fn ask(&self, first: &str, kind: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        write!(
            stream,
            "{first} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len(),
            host = self.host,
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Adds an address by the form of the page, and gives what the page says of it in the end.
    fn add_address(&self, address: &str) -> String {
        let body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"address\"\r\n\r\n{address}\r\n--edge--\r\n"
        );
        let answer = self.ask("POST /add", "multipart/form-data; boundary=edge", &body);
        let place = answer
            .lines()
            .find_map(|line| line.strip_prefix("location: "))
            .unwrap_or_else(|| panic!("{answer}"));
        let place = place.trim().to_owned();
        for _ in 0..300 {
            let page = self.ask(&format!("GET {place}"), "text/plain", "");
            if !page.contains("<progress") {
                return page;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{address} is still being added after half a minute");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_desk_fetches_nothing_of_its_own_machine_however_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Running::start(&folder.path().join("a.ledger"));
    let trap = TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let port = trap.local_addr().unwrap().port();
    // Where the machine has IPv6, the same port there.
    let trap6 = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).ok();
    if let Some(trap6) = &trap6 {
        trap6.set_nonblocking(true).unwrap();
    }
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0x7f.1",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "localhost",
        "LOCALHOST.",
    ] {
        let page = desk.add_address(&format!("http://{host}:{port}/secret"));
        assert!(page.contains("class=\"fail\""), "{host}: {page}");
        let said = page.split("class=\"fail\">").nth(1).unwrap().split("</li>").next().unwrap();
        // Some systems do not read every spelling as an address; then there is nothing to reach.
        assert!(
            said.contains("not on the public internet") || said.contains("look") || said.contains("name"),
            "{host}: {said}"
        );
        assert!(!page.contains("/article/"), "{host}: something came in");
        assert!(trap.accept().is_err(), "{host}: the desk came to this machine's own port");
        assert!(trap6.as_ref().is_none_or(|trap| trap.accept().is_err()), "{host}: by IPv6");
    }
    for elsewhere in [
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://user:word@127.0.0.1/",
        "http:///x",
        "//127.0.0.1/",
    ] {
        let page = desk.add_address(elsewhere);
        assert!(page.contains("class=\"fail\""), "{elsewhere}: {page}");
    }
}

fn new_password(ledger: &Path, name: &str, more: &[&str]) -> Output {
    Command::new(PROGRAM)
        .args(["serve", "--new-password", name, "--ledger"])
        .arg(ledger)
        .args(more)
        .output()
        .unwrap()
}

#[test]
fn whoever_runs_the_desk_can_renew_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("a.ledger");
    let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let none = new_password(&ledger, "margot", &[]);
    assert!(!none.status.success() && said(&none).contains("there are no accounts"), "{}", said(&none));
    let accounts = Accounts::open(&file_of(&ledger), Rules::default()).unwrap();
    accounts.make("margot", "", Role::Owner, "nine grey plovers wade", 0).unwrap();
    let link = new_password(&ledger, "Margot", &["--site", "https://desk.example"]);
    let out = String::from_utf8(link.stdout).unwrap();
    let code =
        out.trim().strip_prefix("https://desk.example/invitation?code=").unwrap_or_else(|| panic!("{out}"));
    assert_eq!(code.len(), 43, "256 bits");
    assert!(link.status.success());
    let local = new_password(&ledger, "margot", &[]);
    assert!(local.stdout.starts_with(b"http://127.0.0.1:8417/invitation?code="));
    let nobody = new_password(&ledger, "nobody", &[]);
    assert!(
        !nobody.status.success() && said(&nobody).contains("no account called nobody"),
        "{}",
        said(&nobody)
    );
}
