"""How well what identifies a patient is found: made-up notes, half of them set aside."""
