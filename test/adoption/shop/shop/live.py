"""What forms, admins and scripts do to users of a living shop, as views that a test can call (SHOP_LIVE=1): through the ORM,
as any of them would. Never part of a real project."""
import json

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt


class QuickHasher(PBKDF2PasswordHasher):
    """Hundreds of people log in at once on two cores."""
    iterations = 1000


@csrf_exempt
def register(request):
    body = json.loads(request.body)
    model = get_user_model()
    fields = {"email": f"{body['name']}@example.com", "is_active": True}
    if model.USERNAME_FIELD == "username":
        fields["username"] = body["name"]
    user = model(**fields)
    user.set_password(body["password"])
    user.save()
    return JsonResponse({"id": str(user.pk)}, status=201)


@csrf_exempt
def change(request):
    body = json.loads(request.body)
    user = get_user_model().objects.get(pk=body.pop("id"))
    if "password" in body:
        user.set_password(body.pop("password"))
    if "group" in body:
        user.groups.set([Group.objects.get_or_create(name=body.pop("group"))[0]])
    for name, value in body.items():
        setattr(user, name, value)
    user.save()
    return JsonResponse({"id": str(user.pk)})


@csrf_exempt
def delete(request):
    get_user_model().objects.get(pk=json.loads(request.body)["id"]).delete()
    return JsonResponse({})


def hashes(request):
    """Of the accounts that no one lives in: their stored hashes must stay as they are."""
    users = get_user_model().objects.exclude(email__startswith="live-").order_by("pk")
    return JsonResponse({str(pk): stored for pk, stored in users.values_list("pk", "password")})
