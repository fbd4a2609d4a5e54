//! Text to domain and back, without input or output.
