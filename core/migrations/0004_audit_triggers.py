"""The database refuses to change the audit trail."""

from django.db import migrations

from core import audit_triggers


class Migration(migrations.Migration):
    dependencies = [("core", "0003_audit_chain")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: audit_triggers.install(schema_editor),
            lambda apps, schema_editor: audit_triggers.remove(schema_editor),
        )
    ]
