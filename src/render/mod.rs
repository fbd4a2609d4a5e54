//! The domain as text, JSON and Markdown.
