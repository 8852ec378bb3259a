//! The index itself: BM25 over name, other name, rubrics, description and conditions of every service.

use std::collections::HashMap;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::{IndexReader, ReloadPolicy, TantivyDocument, Term};

use crate::domain::ids::Id;
use crate::domain::socialmap::facts::Wording;

use super::cutter::{Cutter, stems};

/// How many different stems of a question are searched; a question has some fifty.
const MOST_STEMS: usize = 200;
/// How many services get a score; the rest would not be shown.
const MOST_HITS: usize = 500;
/// Memory that building may use, in bytes; given back afterwards.
const BUILDING: usize = 15_000_000;
/// Name of the tokenizer within the index.
const CUTTER: &str = "stems";

/// Why an index could not be built or asked.
#[derive(Debug, thiserror::Error)]
#[error("full text: {0}")]
pub struct SearchFault(#[from] tantivy::TantivyError);

/// A full-text index over one version of the map.
pub struct Index {
    reader: IndexReader,
    fields: Vec<(Field, f32)>,
    ids: Vec<Id>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Index({} services)", self.ids.len())
    }
}

impl Index {
    /// Builds an index over these services.
    ///
    /// # Errors
    /// [`SearchFault`] when memory or threads are not to be had.
    pub fn build<'a>(services: impl IntoIterator<Item = (&'a Id, &'a Wording)>) -> Result<Self, SearchFault> {
        let mut schema = Schema::builder();
        let indexing =
            TextFieldIndexing::default().set_tokenizer(CUTTER).set_index_option(IndexRecordOption::WithFreqs);
        let text = TextOptions::default().set_indexing_options(indexing);
        let number = schema.add_u64_field("number", NumericOptions::from(FAST));
        let parts =
            [("name", 2.0), ("alternate_name", 1.5), ("rubrics", 1.2), ("description", 1.0), ("eligibility", 0.5)];
        let fields: Vec<(Field, f32)> =
            parts.iter().map(|(name, boost)| (schema.add_text_field(name, text.clone()), *boost)).collect();
        let index = tantivy::Index::create_in_ram(schema.build());
        index.tokenizers().register(CUTTER, Cutter);
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, BUILDING)?;
        let mut ids = Vec::new();
        for (at, (id, wording)) in (0_u64..).zip(services) {
            let mut document = TantivyDocument::default();
            document.add_u64(number, at);
            let texts =
                [&wording.name, &wording.alternate_name, &wording.rubrics, &wording.description, &wording.eligibility];
            for ((field, _), text) in fields.iter().zip(texts) {
                document.add_text(*field, text);
            }
            writer.add_document(document)?;
            ids.push(id.clone());
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { reader, fields, ids })
    }

    /// BM25 scores of the services that share a word with a text.
    ///
    /// # Errors
    /// [`SearchFault`] when the index cannot be read.
    pub fn scores(&self, text: &str) -> Result<HashMap<Id, f32>, SearchFault> {
        let mut wanted: Vec<String> = Vec::new();
        for stem in stems(text) {
            if wanted.len() < MOST_STEMS && !wanted.contains(&stem) {
                wanted.push(stem);
            }
        }
        if wanted.is_empty() {
            return Ok(HashMap::new());
        }
        let clauses = wanted.iter().flat_map(|stem| {
            self.fields.iter().map(move |(field, boost)| {
                let term = TermQuery::new(Term::from_field_text(*field, stem), IndexRecordOption::WithFreqs);
                let boosted: Box<dyn Query> = Box::new(BoostQuery::new(Box::new(term), *boost));
                (Occur::Should, boosted)
            })
        });
        let query = BooleanQuery::new(clauses.collect());
        let searcher = self.reader.searcher();
        let mut scores = HashMap::new();
        for (score, address) in searcher.search(&query, &TopDocs::with_limit(MOST_HITS).order_by_score())? {
            let numbers = searcher.segment_reader(address.segment_ord).fast_fields().u64("number")?;
            let id = numbers.first(address.doc_id).and_then(|at| self.ids.get(usize::try_from(at).ok()?));
            if let Some(id) = id {
                scores.insert(id.clone(), score);
            }
        }
        Ok(scores)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Result<Index, SearchFault> {
        let wording = |name: &str, description: &str| Wording {
            name: name.to_owned(),
            description: description.to_owned(),
            ..Wording::default()
        };
        let services = [
            ("a".to_owned(), wording("Huiswerkklas", "Samen huiswerk maken na de bel")),
            ("b".to_owned(), wording("Schuldhulp", "Facturen en schulden op orde, met cafébezoek")),
        ];
        Index::build(services.iter().map(|(id, wording)| (id, wording)))
    }

    #[test]
    fn stems_and_accents_do_not_matter() -> Result<(), SearchFault> {
        let index = index()?;
        for text in ["een factuur", "CAFEBEZOEK", "schuld"] {
            assert_eq!(index.scores(text)?.into_keys().collect::<Vec<_>>(), ["b"], "{text}");
        }
        Ok(())
    }

    #[test]
    fn only_stop_words_or_nothing_finds_nothing() -> Result<(), SearchFault> {
        let index = index()?;
        for text in ["", "het kind van de school", "😀😀", "\"(*%_' OR 1=1 --"] {
            assert!(index.scores(text)?.is_empty(), "{text}");
        }
        Ok(())
    }

    #[test]
    fn f1_a_question_of_100_kb_is_bounded() -> Result<(), SearchFault> {
        let flood: String = (0..20_000).map(|n| format!("w{n} ")).collect();
        assert!(index()?.scores(&flood)?.is_empty());
        Ok(())
    }
}
