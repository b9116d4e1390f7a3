from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Words that are spelt alike are found by trigrams."""

    initial = True
    dependencies: list = []
    operations = [TrigramExtension()]
