//! The organisation: people, teams, areas, terms, authority and what must hold of them.
