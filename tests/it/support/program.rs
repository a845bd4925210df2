//! Programs that run beside a test, and end with it.

use std::{
    ffi::OsStr,
    fs::DirEntry,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tokio::{
    net::TcpStream,
    time::{sleep, timeout},
};

/// Longer than any program takes to listen, short enough for a test that hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs a program until stdin closes. The system closes it whenever the tests end, even after a crash. The program holds none of the
/// tests' pipes.
const GUARD: &str = r#"log=$1; shift; "$@" >"$log" 2>&1 & echo $!; cat >/dev/null; kill -KILL $!; wait"#;

/// A running program. It is killed on drop.
pub struct Program {
    guard: Child,
    pub pid: u32,
    log: PathBuf,
}

impl Program {
    /// Starts a program in a folder, where it also gets its log.
    pub fn start<S: AsRef<OsStr>>(
        folder: &Path,
        program: impl AsRef<OsStr>,
        arguments: impl IntoIterator<Item = S>,
        environment: &[(&str, &str)],
    ) -> Self {
        let log = folder.join("log");
        let mut guard = Command::new("sh")
            .args(["-c", GUARD, "sh"])
            .arg(&log)
            .arg(program)
            .args(arguments)
            .current_dir(folder)
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut pid = String::new();
        BufReader::new(guard.stdout.take().unwrap())
            .read_line(&mut pid)
            .unwrap();
        let pid = pid.trim().parse().expect("the number of the process");
        Self { guard, pid, log }
    }

    /// Starts a program on one core.
    pub fn start_on<S: AsRef<OsStr>>(
        core: u8,
        folder: &Path,
        program: impl AsRef<OsStr>,
        arguments: impl IntoIterator<Item = S>,
        environment: &[(&str, &str)],
    ) -> Self {
        let mut all = vec!["-c".into(), core.to_string().into(), program.as_ref().to_owned()];
        all.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        Self::start(folder, "taskset", all, environment)
    }

    /// Starts this build's Keydesk.
    pub fn keydesk(folder: &Path, url: &str, listen: SocketAddr, settings: &[(&str, &str)]) -> Self {
        Self::keydesk_on(None, folder, (url, listen), settings)
    }

    /// Starts this build's Keydesk on a core.
    pub fn keydesk_on(core: Option<u8>, folder: &Path, place: (&str, SocketAddr), settings: &[(&str, &str)]) -> Self {
        Self::serve(Path::new(env!("CARGO_BIN_EXE_keydesk")), core, folder, place, settings)
    }

    /// Starts another Keydesk, such as the version before.
    pub fn other_keydesk(program: &Path, folder: &Path, place: (&str, SocketAddr), settings: &[(&str, &str)]) -> Self {
        Self::serve(program, None, folder, place, settings)
    }

    fn serve(
        program: &Path,
        core: Option<u8>,
        folder: &Path,
        (url, listen): (&str, SocketAddr),
        settings: &[(&str, &str)],
    ) -> Self {
        let listen = listen.to_string();
        let site = style_sheet(folder);
        let mut environment = vec![
            ("DATABASE_URL", url),
            ("KEYDESK_LISTEN", &listen),
            ("KEYDESK_SITE_ROOT", site.to_str().unwrap()),
        ];
        environment.extend(settings);
        match core {
            Some(core) => Self::start_on(core, folder, program, ["serve"], &environment),
            None => Self::start(folder, program, ["serve"], &environment),
        }
    }

    /// Sends a signal such as `-STOP`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(name).arg(self.pid.to_string()).status();
        assert!(sent.unwrap().success(), "{} is gone: {}", self.pid, self.log());
    }

    /// Suspends it. Returns when no thread of it runs any more.
    pub async fn suspend(&self) {
        self.signal("-STOP");
        let is_stopped = |thread: std::io::Result<DirEntry>| {
            let status = std::fs::read_to_string(thread.unwrap().path().join("status"));
            status.is_ok_and(|status| status.contains("State:\tT"))
        };
        let threads = || std::fs::read_dir(format!("/proc/{}/task", self.pid)).unwrap();
        while !threads().all(is_stopped) {
            sleep(Duration::from_millis(1)).await;
        }
    }

    /// Asks it to end, and waits until it has.
    pub async fn end(self) {
        self.signal("-TERM");
        let runs = || {
            let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid)).unwrap_or_default();
            // Until its parent waits for it, a process that has ended is a zombie.
            !status.is_empty() && !status.contains("State:\tZ")
        };
        let ended = async {
            while runs() {
                sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = timeout(PATIENCE, ended).await;
        assert!(waited.is_ok(), "{} does not end: {}", self.pid, self.log());
    }

    /// The processor time that it took, in user and system mode. The system counts it in hundredths of a second.
    pub fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid)).unwrap();
        let fields = stat.rsplit_once(')').unwrap().1.split_whitespace().skip(11).take(2);
        fields
            .map(|ticks| Duration::from_millis(10 * ticks.parse::<u64>().unwrap()))
            .sum()
    }

    /// Its resident memory, in MB.
    pub fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid)).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1_024.0
    }

    /// What it printed.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits until it listens.
    pub async fn listens(&self, address: SocketAddr) {
        let listens = async {
            while TcpStream::connect(address).await.is_err() {
                sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = timeout(PATIENCE, listens).await;
        assert!(waited.is_ok(), "nothing listens on {address}: {}", self.log());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// An address of this machine on which nobody listens now. Its port is none that the system gives to outgoing connections: one of those
/// could take it before the program listens, or while it restarts.
pub fn free_address() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = std::process::id() * 97 + NEXT.fetch_add(1, Ordering::Relaxed);
        let port = u16::try_from(10_000 + number % 20_000).unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if std::net::TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

/// A folder with the file without which Keydesk does not start. Tests that need no pages then need no built site.
pub fn style_sheet(folder: &Path) -> PathBuf {
    let site = folder.join("site");
    std::fs::create_dir_all(site.join("pkg")).unwrap();
    std::fs::write(site.join("pkg/keydesk.css"), "").unwrap();
    site
}
