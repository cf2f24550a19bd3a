"""The studio: a local web page on which leaflets are made, translated, designed and reviewed."""
