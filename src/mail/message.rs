//! From a letter to an Internet message: header lines, alternatives, pictures (RFC 5322, 2045, 2387, 3834, 8058).

use std::sync::Arc;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, message::Mailboxes};

use crate::domain::moment::Clock;
use crate::domain::notice::{Letter, NotSent};

/// Who letters come from, and what time it is on them.
#[derive(Clone)]
pub struct Sender {
    from: Mailbox,
    clock: Arc<dyn Clock>,
}

impl Sender {
    /// Takes the address from the settings: `Netsterk <netsterk@mechelen.example>` or a bare address.
    ///
    /// # Errors
    /// A text that names one mailbox is needed; the message says so.
    pub fn new(from: &str, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let from = from.parse::<Mailbox>().map_err(|error| format!("the address that mail comes from: {error}"))?;
        Ok(Self { from, clock })
    }

    /// Makes the message, for exactly one recipient.
    ///
    /// # Errors
    /// [`NotSent::Permanent`] when the address of the recipient is not one; the text does not repeat it.
    pub(super) fn message(&self, letter: &Letter) -> Result<Message, NotSent> {
        let address: Address = letter
            .to
            .parse()
            .map_err(|_| NotSent::Permanent("the address of the recipient is not valid".to_owned()))?;
        let recipient: Mailboxes = Mailbox::new(None, address).into();
        let mut builder = Message::builder()
            .from(self.from.clone())
            .mailbox(lettre::message::header::To::from(recipient))
            .subject(one_header_line(&letter.subject))
            .message_id(Some(format!("<{}>", letter.message_id)))
            .date(self.clock.now().utc().into())
            .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()));
        if let Some(url) = &letter.unsubscribe_url {
            builder = builder
                .raw_header(raw("List-Unsubscribe", format!("<{url}>")))
                .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        let mut html = MultiPart::related().singlepart(SinglePart::html(letter.html.clone()));
        for picture in &letter.pictures {
            let kind = ContentType::parse("image/png").map_err(|_| unmade())?;
            html = html.singlepart(Attachment::new_inline(picture.content_id.clone()).body(picture.png.clone(), kind));
        }
        let body = MultiPart::alternative().singlepart(SinglePart::plain(letter.text.clone())).multipart(html);
        builder.multipart(body).map_err(|_| unmade())
    }
}

fn unmade() -> NotSent {
    NotSent::Permanent("the message could not be made".to_owned())
}

fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// The last guard before a header: one line of at most 200 letters, whatever came in.
fn one_header_line(text: &str) -> String {
    let is_break = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    text.chars().map(|letter| if is_break(letter) { ' ' } else { letter }).take(200).collect()
}

#[cfg(test)]
mod tests;
