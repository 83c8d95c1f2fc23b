/**
 * One line for `python manage.py shell -c`, which prints what a check has to know of a project's settings. Django 3.2 to 6;
 * double quotes alone, as the shell has the single ones. No key leaves the project: only how long it is, and whether it is
 * one of Django's placeholders.
 */

const effectiveKey = 's.SIMPLE_JWT.get("SIGNING_KEY",s.SECRET_KEY) if hasattr(s,"SIMPLE_JWT") else s.SECRET_KEY'

const members: readonly (readonly [name: string, python: string])[] = [
  ['latchkey', '1'],
  ['django', 'd.get_version()'],
  ['python', 'sys.version.split()[0]'],
  ['simplejwt', 'V("djangorestframework-simplejwt")'],
  ['allauth', 'V("django-allauth")'],
  ['engine', 's.DATABASES["default"]["ENGINE"]'],
  ['user_model', 's.AUTH_USER_MODEL'],
  ['user_table', 'M.db_table'],
  ['username_field', 'U.USERNAME_FIELD'],
  [
    'fields',
    '[{"name":f.name,"column":f.column,"table":f.model._meta.db_table,"class":f.get_internal_type(),"null":f.null,"max_length":f.max_length,"pk":f.primary_key,"related":f.related_model._meta.db_table if f.is_relation and f.related_model else None} for f in M.concrete_fields]',
  ],
  [
    'many_to_many',
    '[{"name":f.name,"table":f.m2m_db_table(),"column":f.m2m_column_name(),"to":f.related_model._meta.db_table} for f in M.many_to_many]',
  ],
  ['time_zone', 's.TIME_ZONE'],
  ['use_tz', 's.USE_TZ'],
  ['installed_apps', '[str(a) for a in s.INSTALLED_APPS]'],
  ['authentication_backends', '[str(a) for a in s.AUTHENTICATION_BACKENDS]'],
  ['password_hashers', '[str(a) for a in s.PASSWORD_HASHERS]'],
  [
    'hasher',
    '{k:getattr(H,k,None) for k in ("algorithm","iterations","rounds","time_cost","memory_cost","parallelism","work_factor")}',
  ],
  // Algorithms whose packages are installed: another one answers a login with 500.
  [
    'hashers',
    '[x.algorithm for x in G() if not getattr(x,"library",None) or F(x.library if isinstance(x.library,str) else x.library[-1])]',
  ],
  ['simple_jwt', '{k:v for k,v in getattr(s,"SIMPLE_JWT",{}).items() if k!="SIGNING_KEY"}'],
  [
    'signing_key',
    '{"bytes":len(K.encode()),"distinct":len(set(K)),"insecure":K.startswith("django-insecure-"),"own":K!=s.SECRET_KEY}',
  ],
  ['account', '{k:getattr(s,k) for k in dir(s) if k.startswith("ACCOUNT_")}'],
  ['password_validators', '[v.get("NAME","").split(".")[-1] for v in s.AUTH_PASSWORD_VALIDATORS]'],
]

const statements: readonly string[] = [
  'import json,sys,django as d',
  'from django.conf import settings as s',
  'from django.contrib.auth import get_user_model as g',
  'from django.contrib.auth.hashers import get_hasher as h,get_hashers as G',
  'from importlib.util import find_spec as F',
  'U=g()',
  'M=U._meta',
  'H=h("default")',
  'm=__import__("importlib.metadata",fromlist=["x"])',
  'V=lambda n:next((x.version for x in m.distributions() if (x.metadata["Name"] or "").lower().replace("_","-")==n),None)',
  `K=str(${effectiveKey})`,
  'D=lambda v:{"seconds":v.total_seconds()} if hasattr(v,"total_seconds") else sorted(v,key=str) if isinstance(v,(set,frozenset)) else v.__module__+"."+v.__qualname__ if hasattr(v,"__qualname__") else str(v)',
  `print(json.dumps({${members.map(([name, python]) => `"${name}":${python}`).join(',')}},default=D))`,
]

/** To be typed in the folder of `manage.py`. */
export const settingsCommand = `python manage.py shell -c '${statements.join('; ')}' > django.json`
