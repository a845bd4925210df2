//! A driver for HTTP/1.1 on kept connections: as fast as answers come (closed loop), or by a fixed schedule (open loop), where a request's
//! latency counts from the moment it was due, whether or not a connection was free then.

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};
use std::{
    collections::VecDeque,
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

/// What a turn found.
pub struct Turn {
    pub answers: usize,
    pub took: Duration,
    /// Sorted; only of the open loop.
    latencies: Vec<Duration>,
}

impl Turn {
    pub fn per_second(&self) -> f64 {
        self.answers as f64 / self.took.as_secs_f64()
    }

    pub fn p99(&self) -> Duration {
        self.latencies[self.latencies.len() * 99 / 100]
    }
}

/// Requests for one server, all of which it has to answer with 200.
pub struct Load {
    address: SocketAddr,
    requests: Vec<Vec<u8>>,
    next: usize,
    connections: Vec<Connection>,
}

struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
    /// When the request that it waits for was due.
    waits_since: Option<Instant>,
}

impl Load {
    pub fn new(address: SocketAddr, requests: Vec<Vec<u8>>, connections: usize) -> Self {
        let connections = (0..connections).map(|_| Connection::open(address)).collect();
        Self {
            address,
            requests,
            next: 0,
            connections,
        }
    }

    /// Sends a request on every connection, and the next as soon as an answer came.
    pub fn saturate(&mut self, length: Duration) -> Turn {
        let began = Instant::now();
        let mut answers = 0;
        while began.elapsed() < length {
            for number in 0..self.connections.len() {
                if self.connections[number].waits_since.is_none() {
                    self.send(number, began);
                }
            }
            answers += self.receive(None).len();
        }
        let took = began.elapsed();
        self.drain();
        Turn {
            answers,
            took,
            latencies: Vec::new(),
        }
    }

    /// Sends by a fixed schedule. It never sleeps, because timers are too coarse for it.
    pub fn at_rate(&mut self, per_second: f64, length: Duration) -> Turn {
        let began = Instant::now();
        let gap = Duration::from_secs_f64(1.0 / per_second);
        let (mut scheduled, mut due) = (began, VecDeque::new());
        let mut latencies = Vec::new();
        while began.elapsed() < length {
            while scheduled <= Instant::now() {
                due.push_back(scheduled);
                scheduled += gap;
            }
            while let Some(since) = due.front().copied() {
                let Some(free) = self.connections.iter().position(|one| one.waits_since.is_none()) else {
                    break;
                };
                due.pop_front();
                self.send(free, since);
            }
            latencies.extend(self.receive(Some(Timespec { tv_sec: 0, tv_nsec: 0 })));
        }
        let took = began.elapsed();
        // What the schedule still owes took at least until now.
        latencies.extend(due.into_iter().map(|since| since.elapsed()));
        latencies.extend(self.drain());
        latencies.sort();
        Turn {
            answers: latencies.len(),
            took,
            latencies,
        }
    }

    fn send(&mut self, number: usize, since: Instant) {
        let request = &self.requests[self.next];
        self.next = (self.next + 1) % self.requests.len();
        let connection = &mut self.connections[number];
        connection.waits_since = Some(since);
        if connection.stream.write_all(request).is_err() {
            // A gateway closed it between two requests.
            *connection = Connection::open(self.address);
            connection.waits_since = Some(since);
            connection.stream.write_all(request).unwrap();
        }
    }

    /// Reads what has come. Returns the latency of each complete answer.
    fn receive(&mut self, patience: Option<Timespec>) -> Vec<Duration> {
        let waiting: Vec<usize> = (0..self.connections.len())
            .filter(|number| self.connections[*number].waits_since.is_some())
            .collect();
        let mut polled: Vec<_> = waiting
            .iter()
            .map(|number| PollFd::new(&self.connections[*number].stream, PollFlags::IN))
            .collect();
        match poll(&mut polled, patience.as_ref()) {
            Ok(0) | Err(Errno::INTR) => return Vec::new(),
            Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
        let ready: Vec<_> = polled.iter().map(|one| !one.revents().is_empty()).collect();
        drop(polled);
        let ready = waiting.into_iter().zip(ready).filter(|(_, ready)| *ready);
        ready
            .filter_map(|(number, _)| self.connections[number].read(self.address))
            .collect()
    }

    fn drain(&mut self) -> Vec<Duration> {
        let mut latencies = Vec::new();
        while self.connections.iter().any(|one| one.waits_since.is_some()) {
            latencies.extend(self.receive(None));
        }
        latencies
    }
}

impl Connection {
    fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_nonblocking(true).unwrap();
        Self {
            stream,
            answer: Vec::new(),
            waits_since: None,
        }
    }

    /// Reads a part. Returns the latency if the answer is complete now.
    fn read(&mut self, address: SocketAddr) -> Option<Duration> {
        let mut part = [0; 16 * 1024];
        let read = match self.stream.read(&mut part) {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return None,
            Err(error) => panic!("{error}"),
        };
        assert_ne!(
            read,
            0,
            "closed within an answer: {:?}",
            String::from_utf8_lossy(&self.answer)
        );
        self.answer.extend_from_slice(&part[..read]);
        let head = self.answer.windows(4).position(|four| four == b"\r\n\r\n")?;
        let text = std::str::from_utf8(&self.answer[..head]).unwrap();
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        let length = header(text, "content-length").expect("the body's length");
        let length: usize = length.parse().unwrap();
        let is_last = header(text, "connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        if self.answer.len() < head + 4 + length {
            return None;
        }
        let latency = self.waits_since.take()?.elapsed();
        self.answer.clear();
        if is_last {
            *self = Self::open(address);
        }
        Some(latency)
    }
}

/// The value of a header. The driver must be faster than what it measures, so nothing is copied.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let (_, value) = lines.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(value.trim())
}
