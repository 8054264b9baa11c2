//! One study of the Open-i chest X-ray collection (Indiana University), as its XML file describes it.
//!
//! Only what reports and pairs of images need is kept. Document type declarations are refused, which also keeps
//! out entities that expand without end; the nesting is limited.

mod terms;

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
};
use serde::Serialize;
use thiserror::Error;

/// Elements within elements beyond which a file is refused; the collection's own reach 7.
const MAX_DEPTH: usize = 32;

/// Why an Open-i XML file cannot be read. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum OpeniError {
    /// Not well-formed.
    #[error("line {line} of the XML is malformed ({reason}): fetch the file again")]
    Malformed {
        /// Line at which reading stopped.
        line: usize,
        /// The XML reader's own words.
        reason: String,
    },
    /// Ends before the last element is closed.
    #[error(
        "the XML ends at line {line} inside <{element}>: the file is cut short, fetch it again"
    )]
    Truncated {
        /// The last line.
        line: usize,
        /// The innermost element still open.
        element: String,
    },
    /// Has a document type declaration, which could define entities.
    #[error(
        "line {line} of the XML declares a document type, which Open-i files do not have: remove the declaration"
    )]
    DocumentType {
        /// Its line.
        line: usize,
    },
    /// An entity other than the five of XML and character references.
    #[error(
        "line {line} of the XML uses the unknown entity &{entity};: replace it with the character itself"
    )]
    UnknownEntity {
        /// Its line.
        line: usize,
        /// Its name.
        entity: String,
    },
    /// Elements nested too deeply.
    #[error(
        "line {line} of the XML nests elements more than {MAX_DEPTH} deep: this is not an Open-i file"
    )]
    TooDeep {
        /// The line.
        line: usize,
    },
    /// Another kind of XML.
    #[error(
        "the XML's first element is <{element}>, not <eCitation>: this is not an Open-i report"
    )]
    NotOpeni {
        /// The first element.
        element: String,
    },
    /// No study number.
    #[error(
        "the XML has no <uId id=\"...\">, the number of the study: this is not an Open-i report"
    )]
    NoId,
}

/// One study: its report, image names and terms.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct OpeniStudy {
    /// Name of the study, such as `CXR1`.
    pub id: String,
    /// What is seen in the images; `None` where the section is missing or empty, here and below.
    pub findings: Option<String>,
    /// The radiologist's conclusion.
    pub impression: Option<String>,
    /// Why the images were made.
    pub indication: Option<String>,
    /// Which earlier images they were compared with.
    pub comparison: Option<String>,
    /// Names of the images without ending, such as `CXR1_1_IM-0001-3001`, in file order.
    pub images: Vec<String>,
    /// Address of the licence, or its short name where no address is given.
    pub licence: Option<String>,
    /// Terms given by people (`MeSH/major`), such as `Cardiomegaly/mild`; `normal` for none.
    pub mesh: Vec<String>,
    /// Terms found by a program (`MeSH/automatic`).
    pub mesh_automatic: Vec<String>,
}

impl OpeniStudy {
    /// Reads one XML file of the collection.
    ///
    /// # Errors
    ///
    /// If the XML is malformed, cut short, of another kind, nested too deeply, or declares a document type.
    pub fn parse(xml: &str) -> Result<Self, OpeniError> {
        Walk::new(xml).run()
    }

    /// Appends a section's text: the sections of one label are joined by a line.
    fn add_section(&mut self, label: &str, text: &str) {
        let section = match label {
            "FINDINGS" => &mut self.findings,
            "IMPRESSION" => &mut self.impression,
            "INDICATION" => &mut self.indication,
            "COMPARISON" => &mut self.comparison,
            _ => return,
        };
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match section {
            Some(before) => {
                before.push('\n');
                before.push_str(text);
            }
            None => *section = Some(text.to_owned()),
        }
    }
}

/// What the text of the element being read is for.
enum Target {
    Section(String),
    Major,
    Automatic,
    LicenceUrl,
    LicenceName,
}

/// The walk through the file.
struct Walk<'a> {
    xml: &'a str,
    reader: Reader<&'a [u8]>,
    study: OpeniStudy,
    licence_name: Option<String>,
    open: Vec<String>,
    /// The element whose text is collected, and the depth at which it was opened.
    target: Option<(Target, usize)>,
    text: String,
    seen_root: bool,
}

impl<'a> Walk<'a> {
    fn new(xml: &'a str) -> Self {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        Self {
            xml,
            reader,
            study: OpeniStudy::default(),
            licence_name: None,
            open: Vec::new(),
            target: None,
            text: String::new(),
            seen_root: false,
        }
    }

    /// The line reached, from 1.
    fn line(&self) -> usize {
        let at = usize::try_from(self.reader.buffer_position())
            .unwrap_or(usize::MAX)
            .min(self.xml.len());
        1 + self.xml.as_bytes()[..at]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count()
    }

    fn malformed(&self, reason: &impl ToString) -> OpeniError {
        OpeniError::Malformed {
            line: self.line(),
            reason: reason.to_string(),
        }
    }

    fn run(mut self) -> Result<OpeniStudy, OpeniError> {
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(start)) => self.enter(&start)?,
                Ok(Event::End(_)) => self.leave(),
                Ok(Event::Text(text)) => self.collect(&text.xml10_content()),
                Ok(Event::CData(data)) => self.collect(&data.xml10_content()),
                Ok(Event::GeneralRef(entity)) => self.resolve(&entity)?,
                Ok(Event::DocType(_)) => {
                    return Err(OpeniError::DocumentType { line: self.line() });
                }
                Ok(Event::Eof) => return self.finish(),
                Ok(_) => {}
                Err(error) => return Err(self.broken(&error)),
            }
        }
    }

    /// A file that ends inside a tag or an element is cut short; everything else is malformed.
    fn broken(&self, error: &quick_xml::Error) -> OpeniError {
        match (error, self.open.last()) {
            (quick_xml::Error::Syntax(_), Some(element)) => OpeniError::Truncated {
                line: 1 + self.xml.matches('\n').count(),
                element: element.clone(),
            },
            _ => self.malformed(error),
        }
    }

    fn enter(&mut self, start: &BytesStart<'_>) -> Result<(), OpeniError> {
        let name = start.name().as_ref().to_owned();
        if !self.seen_root {
            self.seen_root = true;
            if name != "eCitation" {
                return Err(OpeniError::NotOpeni { element: name });
            }
        }
        let target = match name.as_str() {
            "uId" => {
                self.study.id = self.attribute(start, "id")?.unwrap_or_default();
                None
            }
            "parentImage" => {
                let image = self.attribute(start, "id")?;
                self.study.images.extend(image);
                None
            }
            "AbstractText" => self.attribute(start, "Label")?.map(Target::Section),
            "licenseURL" => Some(Target::LicenceUrl),
            "ccLicense" => Some(Target::LicenceName),
            "major" => Some(Target::Major),
            "automatic" => Some(Target::Automatic),
            _ => None,
        };
        self.open.push(name);
        if self.open.len() > MAX_DEPTH {
            return Err(OpeniError::TooDeep { line: self.line() });
        }
        if self.target.is_none()
            && let Some(target) = target
        {
            self.target = Some((target, self.open.len()));
            self.text.clear();
        }
        Ok(())
    }

    fn attribute(&self, start: &BytesStart<'_>, name: &str) -> Result<Option<String>, OpeniError> {
        let attribute = start
            .try_get_attribute(name)
            .map_err(|error| self.malformed(&error))?;
        let Some(attribute) = attribute else {
            return Ok(None);
        };
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| self.malformed(&error))?;
        Ok(Some(value.trim().to_owned()))
    }

    fn leave(&mut self) {
        let depth = self.open.len();
        self.open.pop();
        let Some((target, _)) = self.target.take_if(|(_, opened)| *opened == depth) else {
            return;
        };
        let text = std::mem::take(&mut self.text);
        let trimmed = || Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        match target {
            Target::Section(label) => self.study.add_section(&label.to_uppercase(), &text),
            Target::Major => self.study.mesh.extend(trimmed()),
            Target::Automatic => self.study.mesh_automatic.extend(trimmed()),
            Target::LicenceUrl => self.study.licence = trimmed(),
            Target::LicenceName => self.licence_name = trimmed(),
        }
    }

    fn collect(&mut self, text: &str) {
        if self.target.is_some() {
            self.text.push_str(text);
        }
    }

    fn resolve(&mut self, entity: &BytesRef<'_>) -> Result<(), OpeniError> {
        let character = entity
            .resolve_char_ref()
            .map_err(|error| self.malformed(&error))?;
        if let Some(character) = character {
            self.collect(character.encode_utf8(&mut [0; 4]));
            return Ok(());
        }
        let Some(text) = resolve_predefined_entity(entity) else {
            return Err(OpeniError::UnknownEntity {
                line: self.line(),
                entity: entity.to_string(),
            });
        };
        self.collect(text);
        Ok(())
    }

    fn finish(mut self) -> Result<OpeniStudy, OpeniError> {
        if let Some(element) = self.open.last() {
            return Err(OpeniError::Truncated {
                line: self.line(),
                element: element.clone(),
            });
        }
        if !self.seen_root {
            return Err(self.malformed(&"no element"));
        }
        if self.study.id.is_empty() {
            return Err(OpeniError::NoId);
        }
        if self.study.licence.is_none() {
            self.study.licence = self.licence_name.take();
        }
        Ok(self.study)
    }
}
