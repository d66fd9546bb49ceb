//! A small server to try the load on, a thread a connection.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

/// Serves until the test ends: `act` gets the path of each request and answers it.
pub(super) fn serve(act: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let act = Arc::new(act);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, act) = (stream.unwrap(), Arc::clone(&act));
            stream.set_nodelay(true).unwrap();
            std::thread::spawn(move || {
                let mut part = [0; 4096];
                // The load awaits each answer, so that one reading holds one request.
                while let Ok(read) = stream.read(&mut part)
                    && read > 0
                {
                    let text = String::from_utf8_lossy(&part[..read]).into_owned();
                    act(text.split(' ').nth(1).unwrap_or_default(), &mut stream);
                }
            });
        }
    });
    address
}

/// Writes one answer.
pub(super) fn answer(stream: &mut TcpStream, status: &str, kind: &str, body: &str) {
    let length = body.len();
    let text = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(text.as_bytes()).unwrap();
}
