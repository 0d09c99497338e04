import pytest

from qa_desktop.domain.addresses import without_password


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("/home/ann/room.db", "/home/ann/room.db"),
        ("C:\\Work\\a:b@c.db", "C:\\Work\\a:b@c.db"),
        ("postgresql+psycopg://db/qa", "postgresql+psycopg://db/qa"),
        ("postgresql+psycopg://ann@db:5433/qa", "postgresql+psycopg://ann@db:5433/qa"),
        ("postgresql+psycopg://ann:s3cret@db:5433/qa", "postgresql+psycopg://ann@db:5433/qa"),
        ("postgresql://ann:p@ss:w/rd@db/qa", "postgresql://ann@db/qa"),
        ("postgresql://ann:s3cret@", "postgresql://ann@"),
        ("postgresql://db/qa?user=ann&password=s3cret", "postgresql://db/qa?user=ann"),
        ("postgresql://db/qa?password=s3cret&sslmode=require", "postgresql://db/qa?sslmode=require"),
        ("postgresql://db/qa?PASSWORD=s3cret", "postgresql://db/qa"),
        ("postgresql://db/qa?sslpassword=s3cret&sslpassword=again", "postgresql://db/qa"),
    ],
)
def test_an_address_is_shown_and_kept_without_its_password(address: str, bare: str) -> None:
    assert without_password(address) == bare
