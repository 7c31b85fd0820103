-- What is claimed by its words, and what does not agree by its day: so that neither has to be looked through whole.

CREATE VIRTUAL TABLE claim_words USING fts5(words, content = 'claim', content_rowid = 'id', tokenize = 'unicode61', prefix = '3');
CREATE TRIGGER claim_in AFTER INSERT ON claim BEGIN
    INSERT INTO claim_words(rowid, words) VALUES (new.id, new.words);
END;
CREATE TRIGGER claim_out AFTER DELETE ON claim BEGIN
    INSERT INTO claim_words(claim_words, rowid, words) VALUES ('delete', old.id, old.words);
END;
CREATE TRIGGER claim_anew AFTER UPDATE OF words ON claim WHEN old.words IS NOT new.words BEGIN
    INSERT INTO claim_words(claim_words, rowid, words) VALUES ('delete', old.id, old.words);
    INSERT INTO claim_words(rowid, words) VALUES (new.id, new.words);
END;
INSERT INTO claim_words(claim_words) VALUES ('rebuild');

-- Claims that more than one source makes are few.
CREATE INDEX claim_by_many ON claim(last_day) WHERE sources >= 2;

-- The later of the days on which the two were said; empty where neither is known.
ALTER TABLE rival ADD COLUMN day TEXT NOT NULL DEFAULT '';
UPDATE rival SET day = max(coalesce((SELECT said FROM report WHERE id = one), ''), coalesce((SELECT said FROM report WHERE id = other), ''));
CREATE INDEX rival_by_day ON rival(day);
CREATE INDEX rival_by_kind ON rival(kind, day);

-- The later of the days on which the two were published.
ALTER TABLE copy ADD COLUMN day TEXT NOT NULL DEFAULT '';
UPDATE copy SET day = (SELECT coalesce(max(day), '') FROM sketch WHERE article IN (first, second));
CREATE INDEX copy_by_day ON copy(day DESC, first, second);

-- Who gave which figures. Most figures are nobody's but the outlet's.
CREATE INDEX amount_by_speaker ON amount(speaker, published, article) WHERE speaker IS NOT NULL;

CREATE INDEX event_by_code ON event(code, published, article) WHERE code IS NOT NULL;

-- Offices of a name are counted from the index alone.
DROP INDEX entity_code_by_name;
CREATE INDEX entity_code_by_name ON entity_code(name, code, country, sector, role, from_day, to_day, article);
