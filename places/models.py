"""The public catalogue of places, and what travellers keep of it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tripos.accounts.models import Profile
from tripos.db import fields
from tripos.db.columns import GeneratedColumn
from tripos.db.enums import PgEnumField
from tripos.db.ownership import OwnedQuerySet, SoftDeletedQuerySet
from tripos.db.paging import Keyset


class LocationCategory(models.TextChoices):
    RESTAURANT = "restaurant", _("Food and drink")
    EVENT = "event", _("Event")
    RENTAL = "rental", _("Rental")
    ATTRACTION = "attraction", _("Sight")
    ACCOMMODATION = "accommodation", _("Place to stay")
    TRANSPORT = "transport", _("Transport")
    OTHER = "other", _("Other")


class LocationQuerySet(models.QuerySet["Location"]):
    def for_user(self, user: Any) -> Self:
        """The catalogue as travellers search it: active places, no past events. It is the same for everybody."""
        return self.active().filter(Q(event_end_time__isnull=True) | Q(event_end_time__gte=Now()))

    def active(self) -> Self:
        return self.filter(is_active=True, deleted_at__isnull=True)

    def best_known_first(self) -> Self:
        """Notable and well rated places first, then by name; an index yields the first of them."""
        notability = GeneratedColumn("notability", models.FloatField())
        return self.order_by(notability.desc(), GeneratedColumn("name_words", models.TextField()).asc(), "id")

    def known_to(self, user: Any) -> Self:
        """Every place, so that stops and saved places keep showing one that has closed."""
        return self.all()

    def editable_by(self, user: Any) -> Self:
        """Places the user added, until staff have verified them."""
        return self.filter(created_by_id=user.pk, source="user_created", is_verified=False, deleted_at__isnull=True)


class Location(models.Model):
    """A place in the public catalogue. What no source knows is null."""

    id = fields.key()
    name = models.TextField()
    description = fields.text()
    category = PgEnumField(LocationCategory, "location_category")
    subcategory = fields.text()
    tags = ArrayField(
        models.TextField(), default=list, blank=True, db_default=models.Value([], ArrayField(models.TextField()))
    )

    address = fields.text()
    city = fields.text()
    region = fields.text()
    country = fields.text(help_text="ISO 3166-1 alpha-2 code")
    postal_code = fields.text()
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    timezone = fields.text(help_text="IANA time zone of the point")

    details = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))

    cuisine_types = ArrayField(models.TextField(), null=True, blank=True)
    price_level = models.IntegerField(null=True, blank=True)
    dietary_options = ArrayField(models.TextField(), null=True, blank=True)
    ambiance = ArrayField(models.TextField(), null=True, blank=True)

    event_start_time = models.DateTimeField(null=True, blank=True)
    event_end_time = models.DateTimeField(null=True, blank=True)
    event_type = fields.text()
    ticket_url = fields.text()

    vehicle_type = fields.text()
    rental_features = ArrayField(models.TextField(), null=True, blank=True)
    hourly_rate = fields.money(null=True, blank=True)
    daily_rate = fields.money(null=True, blank=True)

    opening_hours = fields.text(help_text="OpenStreetMap opening_hours syntax")
    hours_of_operation = models.JSONField(null=True, blank=True, help_text="weekly hours where a source gives JSON")
    # Computed from hours and zone when asked; the column of the specification stays null.
    is_open_now = models.BooleanField(null=True, editable=False)
    capacity = models.IntegerField(null=True, blank=True)

    phone = fields.text()
    email = fields.text()
    website = fields.text()

    primary_image_url = fields.text()
    images = models.JSONField(default=list, blank=True, db_default=models.Value([], models.JSONField()))

    rating = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    rating_count = models.IntegerField(null=True, blank=True)

    source = fields.text()
    external_id = fields.text()
    external_url = fields.text()
    as_of = models.DateField(null=True, blank=True, help_text="the day or month that the data tells about")
    created_by = models.ForeignKey(
        Profile, null=True, blank=True, on_delete=models.SET_NULL, related_name="added_places", editable=False
    )
    staff_edited_fields = ArrayField(
        models.TextField(), default=list, blank=True, db_default=models.Value([], ArrayField(models.TextField()))
    )
    language = fields.text(help_text="language of name and description, where known")

    is_active = models.BooleanField(default=True, db_default=True)
    is_verified = models.BooleanField(default=False, db_default=False)
    # Staff's answer to a place that a traveller added; a change by the traveller takes it back, and asks again.
    rejected_at = models.DateTimeField(null=True, blank=True, editable=False)
    rejection_reason = fields.text(editable=False)

    metadata = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    created_at = fields.created()
    updated_at = fields.updated()
    deleted_at = fields.deleted()

    objects = LocationQuerySet.as_manager()

    class Meta:
        db_table = "locations"
        constraints = [
            models.CheckConstraint(condition=Q(price_level__range=(1, 4)), name="valid_price_level"),
            models.CheckConstraint(condition=Q(rating__range=(0, 5)), name="valid_rating"),
            models.CheckConstraint(condition=Q(rating_count__gte=0), name="valid_rating_count"),
            models.CheckConstraint(condition=Q(latitude__range=(-90, 90)), name="valid_latitude"),
            models.CheckConstraint(condition=Q(longitude__range=(-180, 180)), name="valid_longitude"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="whole_point",
            ),
            models.CheckConstraint(condition=Q(hourly_rate__gte=0), name="valid_hourly_rate"),
            models.CheckConstraint(condition=Q(daily_rate__gte=0), name="valid_daily_rate"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="valid_capacity"),
            models.CheckConstraint(
                condition=Q(event_end_time__isnull=True)
                | Q(event_start_time__isnull=False, event_end_time__gte=F("event_start_time")),
                name="valid_event_times",
            ),
            models.CheckConstraint(condition=Q(is_open_now__isnull=True), name="open_now_is_computed"),
            models.CheckConstraint(condition=~Q(name=""), name="named_location"),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=Q(external_id__isnull=False),
                name="idx_locations_external_id",
            ),
        ]
        indexes = [
            models.Index(fields=["category"], condition=Q(deleted_at__isnull=True), name="idx_locations_category"),
            models.Index(fields=["city"], condition=Q(deleted_at__isnull=True), name="idx_locations_city"),
            GinIndex(fields=["tags"], name="idx_locations_tags"),
            GinIndex(fields=["cuisine_types"], condition=Q(category="restaurant"), name="idx_locations_cuisine"),
            models.Index(
                F("rating").desc(nulls_last=True), condition=Q(deleted_at__isnull=True), name="idx_locations_rating"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportStatus(models.TextChoices):
    STAGED = "staged", "To be looked at"
    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Under way"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    DISCARDED = "discarded", "Thrown away"


class PlaceImport(models.Model):
    """A file of places that staff chose: read and compared, and applied once somebody said yes."""

    id = fields.key()
    file_name = models.TextField()
    format = models.TextField()
    source = models.TextField()
    size = models.IntegerField(help_text="bytes")
    status = models.TextField(choices=ImportStatus.choices, default=ImportStatus.STAGED, db_default=ImportStatus.STAGED)
    # How many rows will be added, changed, kept, refused; and after the import, how many were.
    planned = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    outcome = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    done = models.IntegerField(default=0, db_default=0)
    total = models.IntegerField(default=0, db_default=0)
    problem = fields.text()
    created_by = models.ForeignKey(Profile, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    change_set_id = models.UUIDField(null=True, editable=False)
    created_at = fields.created()
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        db_table = "imports"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ImportStatus.values), name="valid_import_status"),
        ]
        indexes = [models.Index(fields=["-created_at"], name="idx_imports_created_at")]

    def __str__(self) -> str:
        return self.file_name


class RowAction(models.TextChoices):
    ADD = "added", "Add"
    CHANGE = "changed", "Change"
    KEEP = "kept", "Keep"
    REFUSE = "refused", "Refuse"


class ImportRow(models.Model):
    """One row of a staged file: what it says, and what will become of it."""

    id = models.BigAutoField(primary_key=True)
    place_import = models.ForeignKey(
        PlaceImport, on_delete=models.CASCADE, related_name="rows", db_column="import_id", db_index=False
    )
    number = models.IntegerField()
    external_id = models.TextField(default="", db_default="")
    name = models.TextField(default="", db_default="")
    action = models.TextField(choices=RowAction.choices)
    reason = models.TextField(default="", db_default="")
    # Column -> [before, after]; a key of details as "details.wheelchair".
    changes = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    protected = ArrayField(
        models.TextField(), default=list, db_default=models.Value([], ArrayField(models.TextField()))
    )
    record = models.JSONField(null=True)

    class Meta:
        db_table = "import_rows"
        constraints = [
            models.UniqueConstraint(fields=["place_import", "number"], name="unique_import_row"),
            models.CheckConstraint(condition=Q(action__in=RowAction.values), name="valid_row_action"),
        ]
        indexes = [models.Index(fields=["place_import", "action", "number"], name="idx_import_rows_action")]

    def __str__(self) -> str:
        return self.name or self.external_id


class CollectionQuerySet(SoftDeletedQuerySet["Collection"]):
    pass


class Collection(models.Model):
    """A traveller's named list of saved places."""

    id = fields.key()
    user = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="collections")
    name = models.TextField()
    description = fields.text()
    emoji = fields.text()
    color = fields.text()
    is_public = models.BooleanField(default=False, db_default=False)
    share_token = models.TextField(null=True, blank=True, editable=False)
    item_count = models.IntegerField(default=0, db_default=0, editable=False)
    cover_image_url = fields.text()
    created_at = fields.created()
    updated_at = fields.updated()
    deleted_at = fields.deleted()

    objects = CollectionQuerySet.as_manager()

    class Meta:
        db_table = "collections"
        constraints = [
            models.CheckConstraint(condition=Q(item_count__gte=0), name="valid_item_count"),
            models.UniqueConstraint(fields=["share_token"], name="unique_collection_share_token"),
            models.CheckConstraint(condition=Q(share_token__isnull=True), name="collection_tokens_are_hashed"),
            models.CheckConstraint(condition=~Q(name=""), name="named_collection"),
            models.UniqueConstraint(fields=["id", "user"], name="collections_id_user"),
        ]
        indexes = [
            models.Index(
                fields=["is_public"],
                condition=Q(is_public=True, deleted_at__isnull=True),
                name="idx_collections_public",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SavedPlaceQuerySet(OwnedQuerySet["SavedPlace"]):
    paging: ClassVar[Keyset] = Keyset("-is_favorite", "-priority", "-saved_at", "id")

    def in_order(self) -> Self:
        """Favourites first, then by priority, then the last saved."""
        return self.order_by("-is_favorite", "-priority", "-saved_at", "id")


class SavedPlace(models.Model):
    """One place a traveller keeps, with their own tags and notes."""

    id = fields.key()
    user = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="saved_places", db_index=False)
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="saves")
    collection = models.ForeignKey(
        Collection, null=True, blank=True, on_delete=models.SET_NULL, related_name="saved_places"
    )
    tags = ArrayField(
        models.TextField(), default=list, blank=True, db_default=models.Value([], ArrayField(models.TextField()))
    )
    notes = fields.text()
    is_favorite = models.BooleanField(default=False, db_default=False)
    priority = models.IntegerField(default=0, db_default=0)
    saved_at = models.DateTimeField(db_default=Now(), editable=False)
    last_viewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    view_count = models.IntegerField(default=0, db_default=0, editable=False)

    objects = SavedPlaceQuerySet.as_manager()

    class Meta:
        db_table = "saved_places"
        constraints = [
            models.UniqueConstraint(fields=["user", "location"], name="unique_user_location"),
            models.CheckConstraint(condition=Q(view_count__gte=0), name="valid_view_count"),
        ]
        indexes = [
            models.Index(
                fields=["user", "is_favorite"], condition=Q(is_favorite=True), name="idx_saved_places_favorites"
            ),
            GinIndex(fields=["tags"], name="idx_saved_places_tags"),
        ]

    def __str__(self) -> str:
        return str(self.location_id)


class CollectionShareQuerySet(OwnedQuerySet["CollectionShare"]):
    owner_field: ClassVar[str] = "owner_id"


class CollectionShare(models.Model):
    """A link to a collection: only the token's SHA-256 is stored."""

    id = fields.key()
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="shares", db_index=False)
    owner_id = fields.owner_copy()
    token_sha256 = models.TextField()
    label = models.TextField(default="", blank=True, db_default="")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = fields.created()

    objects = CollectionShareQuerySet.as_manager()

    class Meta:
        db_table = "collection_shares"
        constraints = [
            models.UniqueConstraint(fields=["token_sha256"], name="unique_collection_token"),
            models.CheckConstraint(condition=Q(token_sha256__regex="^[0-9a-f]{64}$"), name="hashed_collection_token"),
        ]
        indexes = [models.Index(fields=["collection", "owner_id"], name="idx_collection_shares_parent")]

    def __str__(self) -> str:
        return self.label or str(self.id)
