//! How a closed list of codes is written down once.
//!
//! `codes!` makes an enum whose variants have a fixed text form, the one that stands in the database, in JSON and
//! in the OpenAPI document. There is no other way to spell a code.

/// A text that is not in a code list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not one of: {}", allowed.join(", "))]
pub struct UnknownCode {
    /// What was given.
    pub text: String,
    /// What would have been accepted.
    pub allowed: Vec<&'static str>,
}

/// Declares a closed list of codes: `codes! { /// doc\n Name { /// doc\n Variant = "text", … } }`.
#[macro_export]
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:tt),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every code of the list, in its own order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The text form: what stands in the database and in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::codes::UnknownCode;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::domain::codes::UnknownCode {
                        text: text.to_owned(),
                        allowed: Self::ALL.iter().map(|code| code.as_str()).collect(),
                    }),
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;

    codes! {
        /// A list for this test.
        Colour {
            /// Like the sky.
            PaleBlue = "pale-blue",
        }
    }

    #[test]
    fn the_document_spells_a_code_as_json_does() -> Result<(), serde_json::Error> {
        assert_eq!(serde_json::to_value(Colour::PaleBlue)?, "pale-blue");
        assert_eq!(serde_json::to_value(Colour::schema())?["enum"], serde_json::json!(["pale-blue"]));
        Ok(())
    }
}
