"""The whole site as processes of one machine: Redis, web, dispatcher and workers under one supervisor."""
