//! Invitations on paper and in mail-merge files, handed out once.
