"""An optional judge of wording: a pinned chat model, told beside its agreement with answers that a coder has labelled."""
