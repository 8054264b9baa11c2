//! The two views of a chest X-ray pair, and values of which there is one for each.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

/// Which way the X-rays pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Postero-anterior: the patient's right on the image's left.
    Frontal,
    /// Left lateral: the patient faces the image's left.
    Lateral,
}

impl View {
    /// Both views in the order of generation.
    pub const ALL: [Self; 2] = [Self::Frontal, Self::Lateral];

    /// `frontal` or `lateral`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Frontal => "frontal",
            Self::Lateral => "lateral",
        }
    }
}

impl std::fmt::Display for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// One value a view; indexed by [`View`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Views<T> {
    /// Of the frontal view.
    pub frontal: T,
    /// Of the lateral view.
    pub lateral: T,
}

impl<T> Views<T> {
    /// The value that `of` gives for each view, the frontal one first.
    pub fn from_fn(mut of: impl FnMut(View) -> T) -> Self {
        Self {
            frontal: of(View::Frontal),
            lateral: of(View::Lateral),
        }
    }

    /// As [`Views::from_fn`], until the first error.
    ///
    /// # Errors
    /// Those of `of`.
    pub fn try_from_fn<E>(mut of: impl FnMut(View) -> Result<T, E>) -> Result<Self, E> {
        Ok(Self {
            frontal: of(View::Frontal)?,
            lateral: of(View::Lateral)?,
        })
    }

    /// References to both values.
    pub fn as_ref(&self) -> Views<&T> {
        Views::from_fn(|view| &self[view])
    }

    /// Both values changed by `change`.
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Views<U> {
        Views {
            frontal: change(self.frontal),
            lateral: change(self.lateral),
        }
    }

    /// Each view with its value, the frontal one first.
    pub fn iter(&self) -> impl Iterator<Item = (View, &T)> {
        View::ALL.into_iter().map(|view| (view, &self[view]))
    }
}

impl<T> IntoIterator for Views<T> {
    type Item = (View, T);
    type IntoIter = std::array::IntoIter<(View, T), 2>;

    fn into_iter(self) -> Self::IntoIter {
        [(View::Frontal, self.frontal), (View::Lateral, self.lateral)].into_iter()
    }
}

impl<T> Index<View> for Views<T> {
    type Output = T;

    fn index(&self, view: View) -> &T {
        match view {
            View::Frontal => &self.frontal,
            View::Lateral => &self.lateral,
        }
    }
}

impl<T> IndexMut<View> for Views<T> {
    fn index_mut(&mut self, view: View) -> &mut T {
        match view {
            View::Frontal => &mut self.frontal,
            View::Lateral => &mut self.lateral,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_view_has_its_value() {
        let mut names = Views::from_fn(View::name);
        assert_eq!(names[View::Lateral], "lateral");
        names[View::Frontal] = "PA";
        assert_eq!(
            names.into_iter().collect::<Vec<_>>(),
            [(View::Frontal, "PA"), (View::Lateral, "lateral")]
        );
        let failed: Result<Views<()>, View> = Views::try_from_fn(Err);
        assert_eq!(failed, Err(View::Frontal));
    }
}
