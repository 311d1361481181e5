{{ county_mart('functional', 'total') }}
