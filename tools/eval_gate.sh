#!/bin/sh
# The eval gate as a pipeline runs it: cases checked, library built, cases asked, reports written.
# Options are those of `codecite eval`; RECORDINGS names a folder of recorded model outputs, MODELS their models.
# Exit status: 0 passed, 1 failed, 2 wrong use.
set -eu
cd "$(dirname "$0")/.."
CODECITE="${CODECITE:-codecite}"
OUT="${OUT:-.codecite-eval}"

$CODECITE library build
$CODECITE eval lint
status=0
$CODECITE eval --out "$OUT" "$@" || status=$?

# models are replayed, never asked: without a recording a case breaks, and above 1 % of them the run is void
for model in ${MODELS:-}; do
    folder="$OUT/$(printf '%s' "$model" | tr -c 'A-Za-z0-9.-' '-')"
    $CODECITE eval --model "$model" --replay "${RECORDINGS:-evals/recordings}" --out "$folder" "$@" || status=$?
done

# where GitHub shows a summary of the job, the Markdown stands there
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    cat "$OUT"/report.md >> "$GITHUB_STEP_SUMMARY"
fi
exit "$status"
