//! A list of any length as lines of JSON: some rows are read, sent, and forgotten before the next ones are read. Whoever
//! reads slowly is waited for.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;

use crate::usecases::ctx::Ctx;
use crate::usecases::error::Error;
use crate::usecases::hsds::list::Found;
use crate::web::answer::blocking;
use crate::web::problem::Failure;

/// Most rows that are read at once.
const ROWS: usize = 100;

type Piece = Pin<Box<dyn Future<Output = Result<Bytes, Failure>>>>;

/// The body of such an answer.
pub struct Lines {
    ctx: Arc<Ctx>,
    found: Arc<Found>,
    next: usize,
    reading: Option<Piece>,
}

impl Lines {
    /// Every row of a list.
    #[must_use]
    pub fn new(ctx: Arc<Ctx>, found: Found) -> Self {
        Self { ctx, found: Arc::new(found), next: 0, reading: None }
    }

    fn read(&mut self) -> Piece {
        let (ctx, found, first) = (self.ctx.clone(), self.found.clone(), self.next);
        let count = (found.wanted().at_once() / 2).min(ROWS);
        self.next += count;
        Box::pin(blocking(move || {
            let mut lines = Vec::new();
            for row in found.values(&ctx, first, count)? {
                serde_json::to_writer(&mut lines, &row).map_err(|fault| Error::Internal(fault.to_string()))?;
                lines.push(b'\n');
            }
            Ok(Bytes::from(lines))
        }))
    }
}

impl MessageBody for Lines {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        loop {
            let this = &mut *self;
            if this.reading.is_none() {
                if this.next >= this.found.len() {
                    return Poll::Ready(None);
                }
                this.reading = Some(this.read());
            }
            let Some(reading) = this.reading.as_mut() else { return Poll::Ready(None) };
            match reading.as_mut().poll(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(piece) => {
                    this.reading = None;
                    match piece {
                        // An empty piece would end the answer.
                        Ok(bytes) if bytes.is_empty() => {}
                        Ok(bytes) => return Poll::Ready(Some(Ok(bytes))),
                        // The answer has begun: breaking it off is the only way to say that it is not whole.
                        Err(failure) => return Poll::Ready(Some(Err(failure.to_string().into()))),
                    }
                }
            }
        }
    }
}
