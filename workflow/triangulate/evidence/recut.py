"""Every transcript, coding and quote cut anew: from the raw transcripts on, not from what was made of them."""

from __future__ import annotations

from pathlib import Path

from triangulate.evidence.findings import Findings, Kind
from triangulate.evidence.passages import BANK, SUGGESTED, Transcripts, table_rows
from triangulate.evidence.recompute.files import Unreadable
from triangulate.study.review import key_of

DOCUMENTS = "data/processed/documents.parquet"
_CODINGS = "results/tables/codings.csv"


def check_transcripts(transcripts: Transcripts, findings: Findings) -> None:
    """Every pseudonymised transcript made anew: the raw file's text with the listed replacements, and
    nothing else."""
    try:
        documents = list(transcripts.documents.values())
    except (OSError, KeyError, ValueError):
        return  # the study has no interviews, or the manifest has said that the table is not as it was
    for document in documents:
        findings.checked["transcripts"] += 1
        try:
            same = transcripts.rebuilt(document.name) == document.text
        except Unreadable as fault:
            findings.notes.append(f"{fault.file} could not be read a second time: {fault.reason}.")
            continue
        except (OSError, KeyError, ValueError, TypeError):
            continue  # the lists of hashes have said what is gone
        if not same:
            says = f"{document.name}: it is not the raw transcript with names taken out."
            findings.add(Kind.QUOTE_DIFFERS, DOCUMENTS, says, found=document.file)


def check_quotes(directory: Path, transcripts: Transcripts, findings: Findings) -> None:
    """Every quote and coding cut out of the transcripts, once more; of a quote of the bank the hash as
    well, as the raw file gives it now."""
    named = [name for name in (SUGGESTED, BANK, _CODINGS) if (directory / name).is_file()]
    if not named:
        return
    try:
        texts = {name: document.text for name, document in transcripts.documents.items()}
    except (OSError, ValueError, KeyError):
        return  # the manifest has said so
    for name in named:
        for number, row in enumerate(table_rows(directory / name), start=2):
            findings.checked["quotes and codings"] += 1
            try:
                start, end = int(row["start"]), int(row["end"])
                document, text = row["document"], row["text"]
                cut = texts[document][start:end]
                words = text.split()
            except (KeyError, ValueError, TypeError, AttributeError):
                says = f"row {number}: it names no place in a transcript."
                findings.add(Kind.QUOTE_DIFFERS, name, says)
                continue
            place = f"{document} at {start} to {end}"
            if cut.split() != words:
                says = f"row {number}: other words stand in {place}."
                findings.add(Kind.QUOTE_DIFFERS, name, says, expected=cut, found=text)
            elif "sha256" in row and not _gives(transcripts, document, start, end, row["sha256"]):
                says = f"row {number}: the raw transcript does not give its hash at {place}."
                findings.add(Kind.QUOTE_DIFFERS, name, says, expected=row["sha256"], found=text)


def _gives(transcripts: Transcripts, document: str, start: int, end: int, sha256: str) -> bool:
    """Whether the raw transcript gives words of this hash; also where it cannot be read, which is told
    elsewhere."""
    try:
        words = " ".join(transcripts.rebuilt(document)[start:end].split())
    except (Unreadable, OSError, KeyError, ValueError, TypeError):
        return True
    return key_of(words) == sha256
