import django.utils.timezone
from django.db import migrations, models

REFUSE = """
CREATE TRIGGER seal_no_change BEFORE UPDATE OR DELETE ON ledger_seal
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER seal_no_truncate BEFORE TRUNCATE ON ledger_seal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""
ALLOW = """
DROP TRIGGER seal_no_truncate ON ledger_seal;
DROP TRIGGER seal_no_change ON ledger_seal;
"""


class Migration(migrations.Migration):
    """Batches of the ledger are sealed, and PostgreSQL refuses to change a seal."""

    dependencies = [("ledger", "0003_append_only")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField(unique=True)),
                ("count", models.PositiveIntegerField()),
                ("previous", models.CharField(max_length=64, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("sealed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"verbose_name": "seal of the ledger"},
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
