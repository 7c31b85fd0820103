-- A sign-in under way that is to link the provider to the account of whoever is signed in.
ALTER TABLE flow ADD COLUMN linking INTEGER REFERENCES user(id);
