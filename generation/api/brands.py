"""Looks at work, over REST: proposing one, showing one on pictures, giving it to pictures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Role
from channels_app.api.brands import LookField, found, sent
from core.api import actor
from core.texts import in_active_language
from generation.api.jobs_shown import jobs_context, shown_job
from generation.api.serializers import JobSerializer
from generation.services import brand_jobs
from generation.specs import PREVIEWS_LIMIT, RELAID_LIMIT
from studio.brand.preset import MOST_LOGOS

NO_VIDEOS = OpenApiResponse(description="`no_ready_videos`: no video of the channel has been watched yet")
ARCHIVED = OpenApiResponse(description="`brand_archived`")
KINDS = ["cover", "avatar", "banner"]


class ProposalSerializer(serializers.Serializer[Any]):
    logos = serializers.ListField(
        child=serializers.RegexField(r"^[0-9a-f]{64}$"),
        max_length=MOST_LOGOS,
        default=list,
        help_text="SHA-256 of the team's logos that it should have",
    )


class NewPreviewsSerializer(serializers.Serializer[Any]):
    """A look, saved or not, and the versions to show in it."""

    data = LookField()  # type: ignore[assignment]  # a field of ours, not what was sent
    versions = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=PREVIEWS_LIMIT)


class GiveLookSerializer(serializers.Serializer[Any]):
    versions = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=RELAID_LIMIT)


class LayoutSerializer(serializers.Serializer[Any]):
    """A way to arrange a picture."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(KINDS)
    idea = serializers.CharField(help_text="what it shows above all")
    title = serializers.CharField(help_text="in the language of the request")
    about = serializers.CharField(help_text="when it suits")


class BrandChoicesSerializer(serializers.Serializer[Any]):
    """What a look can choose from on this site."""

    layouts = LayoutSerializer(many=True)
    typefaces = serializers.ListField(child=serializers.CharField())


class BrandProposalView(APIView):
    throttle_scope = "make"

    @extend_schema(
        operation_id="brandPropose",
        tags=["brands"],
        request=ProposalSerializer,
        responses={202: JobSerializer, 409: NO_VIDEOS},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Propose a look from the channel's own videos; the job's result holds it. Editors and owners."""
        job = brand_jobs.propose(pk, by=actor(request), **sent(ProposalSerializer, request))
        return Response(shown_job(job, request), status=202)


class BrandPreviewView(APIView):
    @extend_schema(
        operation_id="brandPreview",
        tags=["brands"],
        request=NewPreviewsSerializer,
        responses={202: JobSerializer},
    )
    def post(self, request: Request, team_id: UUID) -> Response:
        """What some pictures would be in a look; the job's result shows them, small. Authors and above.

        A person's next request takes the place of the one before.
        """
        wanted = sent(NewPreviewsSerializer, request)
        job = brand_jobs.preview(team_id, wanted["data"], wanted["versions"], by=actor(request))
        return Response(shown_job(job, request), status=202)


class BrandDraftsView(APIView):
    throttle_scope = "make"

    @extend_schema(
        operation_id="brandDrafts",
        tags=["brands"],
        request=GiveLookSerializer,
        responses={202: JobSerializer(many=True), 409: ARCHIVED},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Make drafts of some versions in this look, each the child of its version. Authors and above.

        One job a version; none for those that have such a draft, or are getting it.
        """
        preset, by = found(request, pk, Role.AUTHOR), actor(request)
        jobs = brand_jobs.give_look(preset, sent(GiveLookSerializer, request)["versions"], by=by)
        context = {"request": request, **jobs_context(jobs, by)}
        return Response(JobSerializer(jobs, many=True, context=context).data, status=202)


class BrandChoicesView(APIView):
    @extend_schema(operation_id="brandChoices", tags=["brands"], responses=BrandChoicesSerializer)
    def get(self, request: Request) -> Response:
        """The layouts and typefaces that looks can name here."""
        actor(request)
        # Imported when first asked for: layouts bring OpenCV along, which the URLconf does without.
        from studio.design.layouts import LAYOUTS
        from studio.fonts import TYPEFACES

        layouts = [
            {
                "name": layout.name,
                "kind": layout.kind,
                "idea": layout.idea,
                "title": in_active_language({"ru": layout.name, "en": layout.name, **layout.title}),
                "about": in_active_language({"ru": "", "en": "", **layout.about}),
            }
            for layout in sorted(LAYOUTS.values(), key=lambda one: (KINDS.index(one.kind), one.name))
        ]
        return Response(BrandChoicesSerializer({"layouts": layouts, "typefaces": list(TYPEFACES)}).data)
