//! Importing real collections: from their files to a dataset folder.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bad_input;
mod common;
mod dicom;
mod exports;
mod mimic;
mod openi;
mod real;
mod table;
