BEGIN TRANSACTION;
CREATE TABLE api_keys (
	id VARCHAR(32) NOT NULL, 
	person_id VARCHAR(32) NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	made DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE, 
	UNIQUE (digest)
);
CREATE TABLE conversations (
	id VARCHAR(32) NOT NULL, 
	owner VARCHAR(64) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	pinned BOOLEAN NOT NULL, 
	shared BOOLEAN NOT NULL, 
	changed DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "conversations" VALUES('f38cfaf0220844618090b749de646636','d99c872b2a89494d929e6c6ce9269df7','dx for swimmer''s ear, left',1,0,'2026-11-27 06:16:24.008826');
INSERT INTO "conversations" VALUES('c539bd371d0f4880a35f705e000f1960','local','shingles',0,0,'2026-11-27 06:16:24.159419');
CREATE TABLE feedback (
	id VARCHAR(32) NOT NULL, 
	conversation_id VARCHAR(32) NOT NULL, 
	turn_id VARCHAR(32) NOT NULL, 
	owner VARCHAR(64) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	right_codes JSON NOT NULL, 
	comment TEXT NOT NULL, 
	exchange JSON NOT NULL, 
	given DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
INSERT INTO "feedback" VALUES('c2c9c4ad4140476d93f5342b7f9d8e81','f38cfaf0220844618090b749de646636','f065aa8213af44579cd895df76edd306','d99c872b2a89494d929e6c6ce9269df7','right','[]','good','{"question": "dx for swimmer''s ear, left", "turns": [], "context": {"payer": "Medicare", "date": "2026-05-01"}, "given_action": "answer", "given_codes": ["H60.332"]}','2026-11-27 06:16:24.126235');
CREATE TABLE people (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	password VARCHAR(200) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	disabled BOOLEAN NOT NULL, 
	failures INTEGER NOT NULL, 
	locked_until DATETIME, 
	link VARCHAR(64), 
	link_until DATETIME, 
	made DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "people" VALUES('d99c872b2a89494d929e6c6ce9269df7','ada','$argon2id$v=19$m=65536,t=3,p=4$yYXBplizCC3B/zlWWj8KNg$Crm2AfLc0STD3VGNaUN27YiJlc7q45voTwMDNgdoEao','admin',0,0,NULL,NULL,NULL,'2026-11-27 06:16:23.911456');
CREATE TABLE sessions (
	id VARCHAR(64) NOT NULL, 
	guest VARCHAR(40) NOT NULL, 
	person_id VARCHAR(32), 
	started DATETIME NOT NULL, 
	seen DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE
);
CREATE TABLE turns (
	id VARCHAR(32) NOT NULL, 
	conversation_id VARCHAR(32) NOT NULL, 
	place INTEGER NOT NULL, 
	question TEXT NOT NULL, 
	day DATE, 
	payer VARCHAR(200), 
	asked DATETIME NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	error TEXT NOT NULL, 
	answer JSON, 
	evidence JSON NOT NULL, 
	labels JSON NOT NULL, 
	steps JSON NOT NULL, 
	earlier JSON NOT NULL, 
	words TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
INSERT INTO "turns" VALUES('f065aa8213af44579cd895df76edd306','f38cfaf0220844618090b749de646636',0,'dx for swimmer''s ear, left','2026-05-01','Medicare','2026-11-27 06:16:23.970275','answered','','{"id": null, "action": "answer", "codes": [{"code": "H60.332", "system": "ICD-10-CM", "modifiers": [], "units": null, "role": "primary", "citations": [1]}], "rejected": [], "modifiers": [], "verdict": null, "ask_back": [], "text": "**H60.332** Swimmer''s ear, left ear [1]", "citations": [{"n": 1, "passage": "icd10cm/H60.332/abc", "title": "H60.332", "source": "Tabular List", "edition": "FY2026", "locator": "H60.332", "quote": "H60.332", "start": 0, "end": 7}], "confidence": {"level": "high", "score": 0.9}, "notices": [], "model": "extractive", "elapsed_ms": {}}','{"icd10cm/H60.332/abc": {"id": "icd10cm/H60.332/abc", "text": "H60.332 Swimmer''s ear, left ear", "title": "H60.332", "source": "Tabular List", "edition": {"title": "FY2026", "starts": "2026-04-01", "ends": "2026-09-30"}, "locator": "H60.332", "codes": ["H60.332"], "authority": 4, "system": "ICD-10-CM"}}','{"H60.332": "Swimmer''s ear, left"}','[["Deciding", "answer"]]','[]','dx for swimmer''s ear, left h60.332');
INSERT INTO "turns" VALUES('a9314d94a03a47268a6287ef0db5e874','c539bd371d0f4880a35f705e000f1960',0,'shingles',NULL,NULL,'2026-11-27 06:16:24.161172','waiting','',NULL,'{}','{}','[]','[]','shingles');
CREATE TABLE usage (
	who VARCHAR(80) NOT NULL, 
	day DATE NOT NULL, 
	questions INTEGER NOT NULL, 
	PRIMARY KEY (who, day)
);
CREATE INDEX conversations_of ON conversations (owner, pinned, changed);
CREATE INDEX ix_people_link ON people (link);
CREATE INDEX ix_turns_conversation_id ON turns (conversation_id);
CREATE INDEX ix_feedback_conversation_id ON feedback (conversation_id);
CREATE INDEX ix_feedback_turn_id ON feedback (turn_id);
CREATE INDEX ix_sessions_person_id ON sessions (person_id);
CREATE INDEX ix_api_keys_person_id ON api_keys (person_id);
COMMIT;
