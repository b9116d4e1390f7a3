from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Words that are spelt alike are found by trigrams."""

    initial = True
    dependencies: list = []
    run_before = [("agencies", "0001_initial"), ("members", "0001_initial")]  # they compare spellings, too
    operations = [TrigramExtension()]
