"""Where ads come from: files, folders, archives, pipes; and archives that are broken or hostile."""

import gzip
import io
import os
import random
import stat
import struct
import sys
import tarfile
import tempfile
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.eures.archives import open_archive
from ingest.eures.raw import Rejected
from ingest.eures.sources import Document, Limits, open_documents, size_of
from search.errors import SourceError

SMALL = Limits(total=200_000, ratio=50, ratio_from=20_000, members=5)


def contents(path, limits=None):
    """Place → content, or the reason of the rejection."""
    found = {}
    for document in open_documents(path, limits or Limits()):
        found[document.place] = document.reason if isinstance(document, Rejected) else document.stream.read()
    return found


def reasons(path, limits=None):
    return [(found.place, found.reason) for found in open_documents(path, limits or Limits()) if exhausted(found)]


def exhausted(found):
    """Read what can be read; true for what was rejected."""
    return isinstance(found, Rejected) or found.stream.read() is None


def make_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def make_tar(path, members, mode="w"):
    """Members are bytes, or a TarInfo made by the test."""
    with tarfile.open(path, mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name) if isinstance(data, bytes) else data
            info.size = len(data) if isinstance(data, bytes) else 0
            archive.addfile(info, io.BytesIO(data) if isinstance(data, bytes) else None)
    return path


def link(name, target, kind=tarfile.SYMTYPE):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def encrypted_zip(path):
    """Set the flag of encryption in both headers: the standard library can't write an encrypted member."""
    make_zip(path, {"secret.xml": b"<a/>", "open.xml": b"<b/>"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


# what is read


def test_a_file_is_one_document_under_its_own_name(tmp_path):
    (tmp_path / "ad.xml").write_bytes(b"<a/>")

    assert {"ad.xml": b"<a/>"} == contents(tmp_path / "ad.xml")


def test_a_folder_is_walked_in_the_order_of_names_without_hidden_files(tmp_path):
    for name in ("b.xml", "a/2.xml", "a/1.xml", ".hidden", ".git/x.xml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())

    assert ["b.xml", "a/1.xml", "a/2.xml"] == list(contents(tmp_path))


def test_an_archive_in_a_folder_is_opened(tmp_path):
    make_zip(tmp_path / "x.zip", {"1.xml": b"<a/>"})

    assert {"x.zip!1.xml": b"<a/>"} == contents(tmp_path)


@pytest.mark.parametrize("name", ["ads.bin", "ads.xml", "ads.zip"])
def test_archives_are_told_by_their_content_and_not_by_their_name(tmp_path, name):
    make_zip(tmp_path / name, {"1.xml": b"<a/>"})

    assert {f"{name}!1.xml": b"<a/>"} == contents(tmp_path / name)


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_tar_and_tar_gz_give_their_members_in_their_order(tmp_path, mode):
    path = make_tar(tmp_path / "ads", {"./b.xml": b"<b/>" * 5000, "a.xml": b"<a/>"}, mode)

    assert {"ads!./b.xml": b"<b/>" * 5000, "ads!a.xml": b"<a/>"} == contents(path)


def test_a_gz_is_the_document_in_it_also_of_several_parts(tmp_path):
    (tmp_path / "ads.xml.gz").write_bytes(gzip.compress(b"<a>") + gzip.compress(b"</a>"))

    assert {"ads.xml.gz": b"<a></a>"} == contents(tmp_path / "ads.xml.gz")


def test_a_large_member_is_a_stream_that_can_be_peeked_into(tmp_path):
    data = random.Random(1).randbytes(3_000_000)
    path = make_zip(tmp_path / "ads.zip", {"large.jsonl": data})
    [document] = [
        (found.stream.peek(100)[:100], found.stream.read()) for found in open_documents(path) if isinstance(found, Document)
    ]

    assert (data[:100], data) == document


@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress], ids=["plain", "gz"])
def test_standard_input_is_read_whatever_it_is_packed_in(monkeypatch, pack):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(pack(b"<a/>"))))

    assert {"stdin": b"<a/>"} == contents(None)


def test_a_zip_and_a_tar_come_through_a_pipe(tmp_path, monkeypatch):
    for make in (make_zip, make_tar):
        reader, writer = os.pipe()
        os.write(writer, make(tmp_path / "ads", {"1.xml": b"<a/>"}).read_bytes())
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(pipe))

            assert {"stdin!1.xml": b"<a/>"} == contents(None)


def test_folders_and_what_macos_adds_are_left_out_silently(tmp_path):
    path = make_zip(tmp_path / "ads.zip", {"d/": b"", "__MACOSX/d/._1.xml": b"x", "d/.DS_Store": b"x", "d/1.xml": b"<a/>"})

    assert {"ads.zip!d/1.xml": b"<a/>"} == contents(path)


def test_an_empty_archive_and_an_empty_folder_have_no_document(tmp_path):
    assert {} == contents(tmp_path)
    assert {} == contents(make_zip(tmp_path / "ads.zip", {}))


def test_a_missing_path_is_an_error_and_names_it(tmp_path):
    with pytest.raises(SourceError, match=r"nothing\.zip: No such file"):
        list(open_documents(tmp_path / "nothing.zip"))


def read_by_zipfile(path):
    with zipfile.ZipFile(path) as archive:
        return {f"ads.zip!{member.filename}": archive.read(member) for member in archive.infolist()}


@pytest.mark.parametrize("limit", [zipfile.ZIP64_LIMIT, 10], ids=["zip", "zip64"])
@pytest.mark.parametrize("seekable", [True, False], ids=["sizes first", "sizes after the data"])
@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\nexit\n"], ids=["alone", "after other bytes"])
@pytest.mark.parametrize("comment", [b"", b"a comment" * 7000])
def test_every_kind_of_zip_is_read_as_zipfile_reads_it(tmp_path, monkeypatch, limit, seekable, before, comment):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", limit)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", limit)
    buffer = io.BytesIO() if seekable else Unseekable()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = comment
        for name, size in (("a.xml", 30), ("ü.xml", 0), ("large.xml", 400_000)):
            for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                archive.writestr(f"{method}/{name}", random.Random(size).randbytes(size), method)
    path = tmp_path / "ads.zip"
    path.write_bytes(before + buffer.getvalue())

    assert 6 == len(read_by_zipfile(path))
    assert read_by_zipfile(path) == {found.place: found.stream.read() for found in opened_as_zip(path)}


def opened_as_zip(path):
    """Open what begins with other bytes, which `open_documents` does not take for a zip."""
    with io.BufferedReader(io.FileIO(path)) as stream:
        yield from open_archive("zip", stream, path.name, Limits())


class Unseekable(io.BytesIO):
    def seekable(self):
        return False

    def tell(self):
        raise OSError


def test_members_of_a_zip_come_in_the_order_of_its_directory_also_where_their_data_do_not(tmp_path):
    path = make_zip(tmp_path / "ads.zip", {"1.xml": b"<a/>", "2.xml": b"<b/>"})
    reorder(path)

    assert [("ads.zip!2.xml", b"<b/>"), ("ads.zip!1.xml", b"<a/>")] == list(contents(path).items())


def reorder(path):
    """Exchange the two entries of the directory, whose names have the same length."""
    data = path.read_bytes()
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    middle = (start + end) // 2
    path.write_bytes(data[:start] + data[middle:end] + data[start:middle] + data[end:])


def test_the_directory_of_a_zip_is_not_held_in_memory(tmp_path):
    path = make_zip(tmp_path / "ads.zip", {f"{number:08}.xml": b"" for number in range(8_000)})
    tracemalloc.start()
    count = sum(1 for _ in open_documents(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert 8_000 == count
    assert peak < 1_500_000  # bytes; zipfile takes 4 MB


# what is refused


@pytest.mark.parametrize("name", ["../up.xml", "a/../../up.xml", "/etc/up.xml", "C:/up.xml", "..\\up.xml"])
def test_unsafe_names_are_refused_and_the_others_go_on(tmp_path, name):
    for make in (make_zip, make_tar):
        path = make(tmp_path / "ads", {name: b"<a/>", "good.xml": b"<b/>"})

        assert ["archive", b"<b/>"] == list(contents(path).values())


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar_are_refused(tmp_path, kind):
    path = make_tar(tmp_path / "ads.tar", {"x": link("x", "/etc/passwd", kind), "good.xml": b"<b/>"})

    assert {"ads.tar!x": "archive", "ads.tar!good.xml": b"<b/>"} == contents(path)


def test_a_link_in_a_zip_is_refused(tmp_path):
    info = zipfile.ZipInfo("x")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "ads.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
        archive.writestr("good.xml", b"<b/>")

    assert {"ads.zip!x": "archive", "ads.zip!good.xml": b"<b/>"} == contents(tmp_path / "ads.zip")


def test_a_link_that_leads_out_of_the_folder_is_refused_and_one_inside_is_read(tmp_path):
    (tmp_path / "secret.xml").write_bytes(b"secret")
    inside = tmp_path / "ads"
    inside.mkdir()
    (inside / "1.xml").write_bytes(b"<a/>")
    (inside / "2.xml").symlink_to(inside / "1.xml")
    (inside / "out.xml").symlink_to(tmp_path / "secret.xml")
    (inside / "up").symlink_to(tmp_path)
    (inside / "loop").symlink_to(inside)
    (inside / "gone.xml").symlink_to(inside / "nothing")

    assert {"1.xml": b"<a/>", "2.xml": b"<a/>", "gone.xml": "archive", "out.xml": "archive", "up": "archive"} == contents(
        inside
    )


def test_the_size_of_a_folder_is_that_of_the_files_that_are_read(tmp_path):
    (tmp_path / "secret.xml").write_bytes(b"secret")
    inside = tmp_path / "ads"
    (inside / "more").mkdir(parents=True)
    (inside / "1.xml").write_bytes(b"<a/>")
    (inside / "more" / "2.xml").write_bytes(b"<bb/>")
    (inside / ".hidden").write_bytes(b"hidden")
    (inside / "out.xml").symlink_to(tmp_path / "secret.xml")
    (inside / "up").symlink_to(tmp_path)

    assert 9 == size_of(inside)
    assert 4 == size_of(inside / "1.xml")
    assert 0 == size_of(None)


def test_an_encrypted_member_is_refused_and_the_others_go_on(tmp_path):
    path = encrypted_zip(tmp_path / "ads.zip")

    assert {"ads.zip!secret.xml": "archive", "ads.zip!open.xml": b"<b/>"} == contents(path)


def test_archives_inside_archives_are_refused(tmp_path):
    inner = {
        "zip": make_zip(tmp_path / "inner.zip", {"1.xml": b"<a/>"}).read_bytes(),
        "tar": make_tar(tmp_path / "inner.tar", {"1.xml": b"<a/>"}).read_bytes(),
        "gz": gzip.compress(b"<a/>"),
        "xz": b"\xfd7zXZ\0" + bytes(100),
    }
    for make in (make_zip, make_tar):
        path = make(tmp_path / "ads", {**inner, "good.xml": b"<b/>"})

        assert [*["archive"] * 4, b"<b/>"] == list(contents(path).values())


def test_a_gz_holds_neither_a_zip_nor_another_gz(tmp_path):
    for inner in (make_zip(tmp_path / "x.zip", {"1.xml": b"<a/>"}).read_bytes(), gzip.compress(b"<a/>")):
        (tmp_path / "ads.gz").write_bytes(gzip.compress(inner))

        assert {"ads.gz": "archive"} == contents(tmp_path / "ads.gz")


def test_packings_that_are_not_read_say_what_to_do(tmp_path):
    (tmp_path / "ads.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    [rejected] = open_documents(tmp_path / "ads.7z")

    assert "is packed with 7z, which is not read; pack it as zip, tar.gz or gz" == rejected.detail


# what unpacks to too much


def test_a_gz_that_unpacks_to_too_much_ends_at_the_cap(tmp_path):
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(100_000_000)))
    stream, rejected = (
        len(found.stream.read()) if isinstance(found, Document) else found for found in open_documents(tmp_path / "bomb.gz")
    )

    assert stream <= 2 * Limits().ratio_from
    assert ("bomb.gz", "bomb") == (rejected.place, rejected.reason)


def test_the_ratio_does_not_count_in_small_files(tmp_path):
    data = b"<a/>" * 4_000
    (tmp_path / "ads.gz").write_bytes(gzip.compress(data))

    assert {"ads.gz": data} == contents(tmp_path / "ads.gz", SMALL)


def test_a_zip_that_unpacks_to_too_much_ends_and_a_folder_goes_on(tmp_path):
    make_zip(tmp_path / "a.zip", {f"{number}.xml": bytes(15_000) for number in range(4)})
    (tmp_path / "b.xml").write_bytes(b"<b/>")

    assert [("a.zip", "bomb")] == reasons(tmp_path, SMALL)
    assert b"<b/>" == contents(tmp_path, SMALL)["b.xml"]


def test_a_member_that_unpacks_to_too_much_costs_only_itself(tmp_path):
    path = make_zip(
        tmp_path / "ads.zip", {"bomb": bytes(20_000_000), "0.bin": random.Random(1).randbytes(200_000), "b": b"<b/>"}
    )

    assert [("ads.zip!bomb", "bomb")] == reasons(path)
    assert b"<b/>" == contents(path)["ads.zip!b"]


def test_the_total_counts_over_all_members(tmp_path):
    path = make_zip(tmp_path / "ads.zip", {f"{n}": random.Random(n).randbytes(90_000) for n in range(4)})

    assert ["0", "1", ""] == [place.partition("!")[2] for place in contents(path, SMALL)]
    assert [("ads.zip", "bomb")] == reasons(path, SMALL)


@pytest.mark.parametrize("size", [20_000, 400_000], ids=["read whole", "read as a stream"])
def test_members_that_share_their_bytes_are_a_bomb(tmp_path, size):
    names = [f"{number}" for number in range(5)]
    path = make_zip(tmp_path / "ads.zip", {name: random.Random(1).randbytes(size) for name in names[:1]})
    data = path.read_bytes()
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    path.write_bytes(
        data[:start] + data[start:end] * 5 + data[end : end + 12] + struct.pack("<II", 5 * (end - start), start) + b"\0\0"
    )

    found = [(found.place, exhausted(found)) for found in open_documents(path)]

    assert [("ads.zip!0", False)] * 3 + [("ads.zip", True)] == found
    assert [("ads.zip", "bomb")] == reasons(path)


def test_a_member_whose_local_header_has_another_name_is_refused(tmp_path):
    for size in (4, 400_000):
        path = make_zip(tmp_path / "ads.zip", {"1.xml": bytes(size), "2.xml": b"<b/>"})
        path.write_bytes(path.read_bytes().replace(b"1.xml", b"9.xml", 1))

        assert {"ads.zip!1.xml": "archive", "ads.zip!2.xml": b"<b/>"} == contents(path)


def test_a_directory_that_is_damaged_in_the_middle_gives_what_came_before_and_says_so(tmp_path):
    path = make_zip(tmp_path / "ads.zip", {"1.xml": b"<a/>", "2.xml": b"<b/>"})
    data = path.read_bytes()
    place = data.rindex(b"PK\1\2")
    path.write_bytes(data[:place] + b"XX" + data[place + 2 :])

    assert {"ads.zip!1.xml": b"<a/>", "ads.zip": "archive"} == contents(path)


def test_a_packing_other_than_deflate_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "ads.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("1.xml", "<a/>")
    [rejected] = open_documents(tmp_path / "ads.zip")

    assert "is packed with a method that is not read; pack it with deflate" == rejected.detail


def test_a_size_that_the_header_understates_is_damage_and_not_a_way_around_the_caps(tmp_path):
    path = make_zip(tmp_path / "ads.zip", {"bomb": bytes(30_000_000), "good": b"<b/>"})
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (100).to_bytes(4, "little")
    path.write_bytes(data)

    assert {"ads.zip!bomb": "archive", "ads.zip!good": b"<b/>"} == contents(path)


def test_members_are_counted(tmp_path):
    for make in (make_zip, make_tar):
        path = make(tmp_path / "ads", {f"{number}.xml": b"<a/>" for number in range(6)})

        assert [("ads", "bomb")] == reasons(path, SMALL)
        assert 6 == len(contents(path, SMALL))


def test_a_tar_header_that_would_fill_the_memory_is_refused(tmp_path):
    info = tarfile.TarInfo("x")
    info.pax_headers = {"comment": "x" * 2_000_000}
    with tarfile.open(tmp_path / "ads.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info)

    assert {"ads.tar": "archive"} == contents(tmp_path / "ads.tar")


def test_a_sparse_file_in_a_tar_is_refused(tmp_path):
    info = tarfile.TarInfo("x")
    info.type = tarfile.GNUTYPE_SPARSE
    (tmp_path / "ads.tar").write_bytes(info.tobuf() + bytes(1024))

    assert {"ads.tar!x": "archive"} == contents(tmp_path / "ads.tar")


# what is cut off or damaged


def test_a_gz_that_is_cut_off_gives_what_there_is_and_says_so(tmp_path):
    data = random.Random(1).randbytes(200_000)
    (tmp_path / "ads.gz").write_bytes(gzip.compress(data)[:150_000])
    found = [(f.place, f.reason) if isinstance(f, Rejected) else f.stream.read() for f in open_documents(tmp_path / "ads.gz")]

    assert data.startswith(found[0])
    assert [("ads.gz", "archive")] == found[1:]


def test_a_zip_that_is_cut_off_has_no_directory_and_is_refused(tmp_path):
    path = make_zip(tmp_path / "ads.zip", {"1.xml": b"<a/>"})
    path.write_bytes(path.read_bytes()[:-30])

    assert {"ads.zip": "archive"} == contents(path)


@pytest.mark.parametrize("size", [3_000_000, 3_000])
def test_a_damaged_member_of_a_zip_costs_only_itself(tmp_path, size):
    path = make_zip(tmp_path / "ads.zip", {"1.bin": random.Random(1).randbytes(size), "2.xml": b"<b/>"})
    data = bytearray(path.read_bytes())
    data[1_000] ^= 0xFF
    path.write_bytes(data)

    assert [("ads.zip!1.bin", "archive")] == reasons(path)
    assert b"<b/>" == contents(path)["ads.zip!2.xml"]


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("keep", [0.3, 0.7])
def test_a_tar_that_is_cut_off_gives_its_first_members_and_says_so(tmp_path, mode, keep):
    path = make_tar(tmp_path / "ads", {f"{n}": random.Random(n).randbytes(50_000) for n in range(4)}, mode)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])

    assert {"archive"} == {reason for _, reason in reasons(path)}
    assert random.Random(0).randbytes(50_000) == contents(path)["ads!0"]


def test_a_tar_that_is_cut_off_between_two_members_is_not_taken_for_complete(tmp_path):
    path = make_tar(tmp_path / "ads.tar", {"1": b"a" * 512, "2": b"b" * 512})
    path.write_bytes(path.read_bytes()[:1024])

    assert {"ads.tar!1": b"a" * 512, "ads.tar": "archive"} == contents(path)


def test_a_tar_whose_second_header_is_damaged_is_not_taken_for_complete(tmp_path):
    path = make_tar(tmp_path / "ads.tar", {"1": b"a" * 512, "2": b"b" * 512})
    data = bytearray(path.read_bytes())
    data[1024 + 150] ^= 0xFF
    path.write_bytes(data)

    assert {"ads.tar!1": b"a" * 512, "ads.tar": "archive"} == contents(path)


ARCHIVES = []
for pack in (make_zip, make_tar, lambda path, members: make_tar(path, members, "w:gz")):
    with tempfile.TemporaryDirectory() as scratch:
        ARCHIVES.append(pack(Path(scratch, "x"), {"1.xml": b"<a>one</a>" * 30, "2.xml": b"<b/>"}).read_bytes())
ARCHIVES.append(gzip.compress(b"<a>one</a>" * 30))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ARCHIVES), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6), st.floats(0, 1.2))
def test_any_damage_is_rejected_and_never_raised(data, changes, keep):
    changed = bytearray(data)
    for place, value in changes:
        changed[int(place * (len(changed) - 1))] = value
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ads")
        path.write_bytes(changed[: int(len(changed) * keep)])
        for found in open_documents(path, SMALL):
            assert isinstance(found, Rejected) or len(found.stream.read()) <= SMALL.total


def test_the_crc_of_what_is_read_is_checked(tmp_path):
    path = make_zip(tmp_path / "ads.zip", {"1.xml": b"<a/>"})
    data = path.read_bytes().replace(zlib.crc32(b"<a/>").to_bytes(4, "little"), b"\1\2\3\4")
    path.write_bytes(data)

    assert {"ads.zip!1.xml": "archive"} == contents(path)
