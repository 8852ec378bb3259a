//! The index itself: BM25 over name, other name, rubrics, description and conditions of every service.

use std::collections::HashMap;

use tantivy::collector::TopDocs;
use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::domain::ids::Id;

use super::cutter::{Cut, stems};

/// How many different stems of a question are searched; a question has some fifty.
const MOST_STEMS: usize = 200;
/// How many services get a score; the rest would not be shown.
const MOST_HITS: usize = 500;
/// Memory that writing may use, in bytes; given back afterwards.
const WRITING: usize = 15_000_000;
/// Name of the tokenizer within the index: the words come cut.
const BY_SPACES: &str = "whitespace";
/// Name of the field that holds the number of a service.
const NUMBER: &str = "number";
/// What is searched, and how much a word counts there.
pub(super) const PARTS: [(&str, f32); 5] =
    [("name", 2.0), ("alternate_name", 1.5), ("rubrics", 1.2), ("description", 1.0), ("eligibility", 0.5)];

/// Why an index could not be written or asked.
#[derive(Debug, thiserror::Error)]
#[error("full text: {0}")]
pub struct SearchFault(#[from] tantivy::TantivyError);

/// A full-text index over one version of the map. Stays as it is while the next version is written.
pub struct Index {
    whole: tantivy::Index,
    searcher: Searcher,
    /// Of each segment the numbers of its services.
    columns: Vec<Column<u64>>,
    number: Field,
    fields: Vec<(Field, f32)>,
    numbers: HashMap<Id, u64>,
    ids: Vec<Id>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Index({} services)", self.ids.len())
    }
}

/// The next version of an index, being written.
pub struct Edit {
    next: Index,
    writer: IndexWriter,
    changed: bool,
}

impl Edit {
    /// Puts the words of a service in the place of those that it had.
    ///
    /// # Errors
    /// [`SearchFault`] when memory is not to be had.
    pub fn put(&mut self, id: &Id, words: &Cut) -> Result<(), SearchFault> {
        self.changed = true;
        let number = if let Some(known) = self.next.numbers.get(id) {
            self.writer.delete_term(Term::from_field_u64(self.next.number, *known));
            *known
        } else {
            let new = self.next.ids.len() as u64;
            self.next.numbers.insert(id.clone(), new);
            self.next.ids.push(id.clone());
            new
        };
        let mut document = TantivyDocument::default();
        document.add_u64(self.next.number, number);
        for ((field, _), text) in self.next.fields.iter().zip(&words.0) {
            document.add_text(*field, text);
        }
        self.writer.add_document(document)?;
        Ok(())
    }

    /// The version with everything that was put.
    ///
    /// # Errors
    /// [`SearchFault`] when memory or threads are not to be had.
    pub fn finish(mut self) -> Result<Index, SearchFault> {
        if self.changed {
            self.writer.commit()?;
            // One segment, without what was replaced: word statistics are those of an index that was written at once.
            let segments = self.next.whole.searchable_segment_ids()?;
            self.writer.merge(&segments).wait()?;
        }
        self.writer.wait_merging_threads()?;
        self.next.searcher = reader(&self.next.whole)?.searcher();
        let segments = self.next.searcher.segment_readers().iter();
        self.next.columns = segments.map(|segment| segment.fast_fields().u64(NUMBER)).collect::<Result<_, _>>()?;
        Ok(self.next)
    }
}

fn reader(whole: &tantivy::Index) -> Result<IndexReader, SearchFault> {
    Ok(whole.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?)
}

impl Index {
    /// Begins an index over services.
    ///
    /// # Errors
    /// [`SearchFault`] when memory or threads are not to be had.
    pub fn begin() -> Result<Edit, SearchFault> {
        let mut schema = Schema::builder();
        let indexing =
            TextFieldIndexing::default().set_tokenizer(BY_SPACES).set_index_option(IndexRecordOption::WithFreqs);
        let text = TextOptions::default().set_indexing_options(indexing);
        let number = schema.add_u64_field(NUMBER, NumericOptions::from(FAST) | INDEXED);
        let fields = PARTS.iter().map(|(name, boost)| (schema.add_text_field(name, text.clone()), *boost)).collect();
        let whole = tantivy::Index::create_in_ram(schema.build());
        let searcher = reader(&whole)?.searcher();
        Self { whole, searcher, columns: Vec::new(), number, fields, numbers: HashMap::new(), ids: Vec::new() }.edit()
    }

    /// Begins the next version of this index. One at a time.
    ///
    /// # Errors
    /// [`SearchFault`] when memory or threads are not to be had, or while another version is being written.
    pub fn edit(&self) -> Result<Edit, SearchFault> {
        let next = Self {
            whole: self.whole.clone(),
            searcher: self.searcher.clone(),
            columns: self.columns.clone(),
            number: self.number,
            fields: self.fields.clone(),
            numbers: self.numbers.clone(),
            ids: self.ids.clone(),
        };
        let writer = next.whole.writer_with_num_threads::<TantivyDocument>(1, WRITING)?;
        Ok(Edit { next, writer, changed: false })
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
        let mut scores = HashMap::new();
        for (score, address) in self.searcher.search(&query, &TopDocs::with_limit(MOST_HITS).order_by_score())? {
            let number = self.columns.get(address.segment_ord as usize).and_then(|column| column.first(address.doc_id));
            let id = number.and_then(|number| self.ids.get(usize::try_from(number).ok()?));
            if let Some(id) = id {
                scores.insert(id.clone(), score);
            }
        }
        Ok(scores)
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::socialmap::facts::Wording;

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
        let mut edit = Index::begin()?;
        for (id, wording) in &services {
            edit.put(id, &Cut::of(wording))?;
        }
        edit.finish()
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
    fn the_next_version_is_as_if_written_at_once_and_the_one_before_stays() -> Result<(), SearchFault> {
        let words = |name: &str| Wording { name: name.to_owned(), ..Wording::default() };
        let (before, after) = (words("Schuldhulp"), words("Voedselpakketten en schuldhulp"));
        let first = index()?;
        let mut edit = first.edit()?;
        edit.put(&"b".to_owned(), &Cut::of(&after))?;
        let second = edit.finish()?;
        assert!(first.scores("voedselpakket")?.is_empty());
        assert_eq!(second.scores("voedselpakket")?.into_keys().collect::<Vec<_>>(), ["b"]);
        assert!(second.scores("facturen")?.is_empty());

        let at_once = |b: &Wording| {
            let mut edit = Index::begin()?;
            edit.put(&"b".to_owned(), &Cut::of(b))?;
            edit.finish()
        };
        let mut edit = at_once(&before)?.edit()?;
        edit.put(&"b".to_owned(), &Cut::of(&after))?;
        assert_eq!(edit.finish()?.scores("schuldhulp")?, at_once(&after)?.scores("schuldhulp")?);
        Ok(())
    }

    #[test]
    fn f1_a_question_of_100_kb_is_bounded() -> Result<(), SearchFault> {
        let flood: String = (0..20_000).map(|n| format!("w{n} ")).collect();
        assert!(index()?.scores(&flood)?.is_empty());
        Ok(())
    }
}
