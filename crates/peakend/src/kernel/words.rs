//! Words: enums that are kept, sent and read as text.

/// Declares an enum whose variants are words: shown, parsed, serialised and kept in the database as the text given.
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!(
                        "`{}` is none of {}",
                        text.chars().take(60).collect::<String>(),
                        [$($word),+].join(", ")
                    )),
                }
            }
        }

        // by hand, because a derived one does not see a word that comes by a macro
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let shape = utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::Type::String)
                    .enum_values(Some([$($word),+]));
                utoipa::openapi::RefOr::T(utoipa::openapi::Schema::Object(shape.build()))
            }
        }

        impl utoipa::ToSchema for $name {}

        impl From<$name> for db::Value<'_> {
            fn from(word: $name) -> Self {
                db::Value::from(word.word())
            }
        }

        impl db::Column for $name {
            fn from_sqlite(value: db::Raw<'_>) -> Result<Self, db::Error> {
                String::from_sqlite(value)?.parse().map_err(db::Error::Fault)
            }
            fn from_postgres(row: &db::RawRow, at: usize) -> Result<Self, db::Error> {
                String::from_postgres(row, at)?.parse().map_err(db::Error::Fault)
            }
        }
    };
}

pub(crate) use words;
