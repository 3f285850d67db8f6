from estimator.model.limits import DEFAULT_LIMITS, LIMIT_NAMES


def test_limits_are_shown_as_people_type_them() -> None:
    assert [word.partition("=")[0] for word in DEFAULT_LIMITS.split(", ")] == list(LIMIT_NAMES)
    assert "file_bytes=4G" in DEFAULT_LIMITS
    assert "rows=100M" in DEFAULT_LIMITS
    assert "columns=16384" in DEFAULT_LIMITS
